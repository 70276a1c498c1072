"""The query catalogue: files with headers, look-up, binding of parameters."""
