"""Plain text from files of several kinds, within limits."""
