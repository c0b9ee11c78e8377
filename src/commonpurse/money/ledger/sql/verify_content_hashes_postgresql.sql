SELECT id, encode(expected, 'hex'), encode(content_hash, 'hex')
FROM (
  SELECT id, content_hash, sha256(convert_to(
    E'commonpurse-transfer-1\n' || encode(uuid_send(id), 'hex') || E'\n' || encode(uuid_send(journal), 'hex') || E'\n'
    || kind || E'\n' || code || E'\n' || encode(uuid_send(debit_account_id), 'hex') || E'\n'
    || coalesce(encode(uuid_send(credit_account_id), 'hex'), '') || E'\n' || currency || E'\n'
    || coalesce(encode(uuid_send(hold_id), 'hex'), '') || E'\n'
    || coalesce(encode(uuid_send(reverses_id), 'hex'), '') || E'\n' || is_final::int || E'\n'
    || coalesce(((extract(epoch FROM expires_at) * 1000000)::bigint)::text, '') || E'\n' || forced::int || E'\n'
    || coalesce(encode(uuid_send(authority), 'hex'), '') || E'\n' || amount_minor || E'\n'
    || to_char(business_date, 'YYYY-MM-DD') || E'\n' || freed_minor || E'\n'
    || (extract(epoch FROM recorded_at) * 1000000)::bigint || E'\n' || encode(uuid_send(recorded_by), 'hex') || E'\n'
    || debit_version || E'\n' || debit_balance_minor || E'\n' || coalesce(credit_version::text, '') || E'\n'
    || coalesce(credit_balance_minor::text, '') || E'\n' || encode(request_hash, 'hex'), 'UTF8'
  )) AS expected
  FROM ledger_transfer
) AS told
WHERE content_hash <> expected
