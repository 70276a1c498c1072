"""A review of a tender text: findings, coverage, climate rule, report."""
