"""What moves: ledger < budgets < decisions < payments < reconciliation | exports."""
