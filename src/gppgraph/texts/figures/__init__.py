"""Figures in a text: number, unit, scope, and how they compare with the graph."""
