-- The rows of a judged set as one JSON text of arrays; their two hashes follow each other in one blob, 64 bytes a row.
INSERT INTO ledger_transfer (
  id, journal, kind, code, debit_account_id, credit_account_id, amount_minor, currency, hold_id, reverses_id,
  is_final, freed_minor, expires_at, forced, authority, business_date, recorded_at, recorded_by,
  debit_version, debit_balance_minor, credit_version, credit_balance_minor, request_hash, content_hash
)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
       value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15,
       value ->> 16, value ->> 17, value ->> 18, value ->> 19, value ->> 20, value ->> 21,
       substr(:hashes, key * 64 + 1, 32), substr(:hashes, key * 64 + 33, 32)
FROM json_each(:rows)
