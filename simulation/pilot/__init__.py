"""Import a real pilot: exports of a platform and an HR extract, into a record."""
