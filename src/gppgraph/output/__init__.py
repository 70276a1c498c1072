"""Forms of output: tables, records, HTML and Word files."""
