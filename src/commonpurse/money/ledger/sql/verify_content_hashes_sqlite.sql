SELECT id, lower(hex(expected)), lower(hex(content_hash))
FROM (
  SELECT id, content_hash, sha256(
    'commonpurse-transfer-1' || char(10) || id || char(10) || journal || char(10) || kind || char(10) || code || char(10)
    || debit_account_id || char(10) || coalesce(credit_account_id, '') || char(10) || currency || char(10)
    || coalesce(hold_id, '') || char(10) || coalesce(reverses_id, '') || char(10) || is_final || char(10)
    || coalesce(unixepoch(expires_at) * 1000000 + CAST(substr(expires_at, 21) AS INTEGER), '') || char(10)
    || forced || char(10) || coalesce(authority, '') || char(10) || amount_minor || char(10) || business_date || char(10)
    || freed_minor || char(10) || (unixepoch(recorded_at) * 1000000 + CAST(substr(recorded_at, 21) AS INTEGER))
    || char(10) || recorded_by || char(10) || debit_version || char(10) || debit_balance_minor || char(10)
    || coalesce(credit_version, '') || char(10) || coalesce(credit_balance_minor, '') || char(10)
    || lower(hex(request_hash))
  ) AS expected
  FROM ledger_transfer
) AS told
WHERE content_hash <> expected
