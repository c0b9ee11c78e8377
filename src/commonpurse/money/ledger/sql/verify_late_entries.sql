SELECT entry.transfer_id, 'a business day from ' || period.ends_on, entry.business_date
FROM {entries} AS entry
JOIN ledger_period_balance balance ON balance.account_id = entry.account_id AND entry.version > balance.at_version
JOIN ledger_period period ON period.id = balance.period_id AND entry.business_date < period.ends_on
