"""From a source document to proposed facts, and from accepted ones to a file."""
