"""Parts of HTTP that every route uses: limits, negotiation, responses, log."""
