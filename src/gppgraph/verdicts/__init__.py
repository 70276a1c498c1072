"""Questions about verdicts and their answers."""
