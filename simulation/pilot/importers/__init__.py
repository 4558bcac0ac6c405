"""One importer a platform: each recognises its own export and reads it."""
