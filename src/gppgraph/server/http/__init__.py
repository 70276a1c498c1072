"""Parts of HTTP that every route uses: negotiation, limits, responses, headers, log, metrics."""
