SELECT starts_on FROM ledger_period WHERE ends_on IS NULL
