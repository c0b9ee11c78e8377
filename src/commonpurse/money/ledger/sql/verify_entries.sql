SELECT account_id,
       'entry ' || (version_before + 1) || ' with balance ' || expected
         || ' from ' || coalesce(recorded_before, recorded_at),
       'entry ' || version || ' with balance ' || balance_minor || ' at ' || recorded_at
FROM (
  SELECT entry.account_id, entry.version, entry.balance_minor, entry.recorded_at,
         lag(entry.version, 1, CAST(0 AS bigint)) OVER history AS version_before,
         lag(entry.recorded_at) OVER history AS recorded_before,
         lag(entry.balance_minor, 1, CAST(0 AS bigint)) OVER history
           + CASE account.normal_side WHEN 'debit' THEN 1 ELSE -1 END * (entry.debit_minor - entry.credit_minor)
           AS expected
  FROM {entries} AS entry JOIN ledger_account account ON account.id = entry.account_id
  WINDOW history AS (PARTITION BY entry.account_id ORDER BY entry.version)
) AS told
WHERE version <> version_before + 1 OR balance_minor <> expected OR recorded_at < recorded_before
