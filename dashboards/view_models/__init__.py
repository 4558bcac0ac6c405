"""What each page knows and can do, without a browser: set values, read results."""
