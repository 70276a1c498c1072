"""The commands of ``gppgraph data sources``."""
