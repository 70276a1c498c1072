"""Forms of output: tables and plain records."""
