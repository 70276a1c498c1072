"""Mentions of labels, standards, acts, criteria and terms in a text."""
