"""Parts that pages are made of: drawn in the browser, or fragments of HTML."""
