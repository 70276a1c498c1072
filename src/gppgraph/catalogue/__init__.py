"""The query catalogue: its files with their headers, and the binding of parameters."""
