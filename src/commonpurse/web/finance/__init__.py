"""Pages of a finance officer: funds, files for the bank, statements, matching."""
