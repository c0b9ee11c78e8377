"""Pages of who works for a partner: the charter, what organisations promised each other, and whether it is kept."""
