"""The commands of ``gppgraph data``."""
