"""HTTP around every request: negotiation, limits, headers, logs, metrics."""
