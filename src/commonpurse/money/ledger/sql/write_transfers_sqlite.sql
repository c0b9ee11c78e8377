INSERT INTO ledger_transfer (
  id, journal, kind, code, debit_account_id, credit_account_id, amount_minor, currency, hold_id, reverses_id,
  is_final, freed_minor, expires_at, forced, authority, business_date, recorded_at, recorded_by,
  debit_version, debit_balance_minor, credit_version, credit_balance_minor, request_hash, content_hash
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
