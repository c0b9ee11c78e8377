-- A closed period's figures are those of the one before and what happened in between: by business day, and by entry.
SELECT account_id,
       'at the end of ' || ends_on || ' by day ' || day_debits || '/' || day_credits || '/' || day_pending
         || ', by entry ' || entry_debits || '/' || entry_credits || '/' || entry_pending,
       'by day ' || on_debits_minor || '/' || on_credits_minor || '/' || on_pending_minor
         || ', by entry ' || at_debits_minor || '/' || at_credits_minor || '/' || at_pending_minor
FROM (
  SELECT b.*,
         coalesce(d.debits, 0) + b.on_debits_before AS day_debits,
         coalesce(d.credits, 0) + b.on_credits_before AS day_credits,
         coalesce(d.pending, 0) + b.on_pending_before AS day_pending,
         coalesce(e.debits, 0) + b.at_debits_before AS entry_debits,
         coalesce(e.credits, 0) + b.at_credits_before AS entry_credits,
         coalesce(e.pending, 0) + b.at_pending_before AS entry_pending
  FROM (
    SELECT balance.*, period.ends_on,
           lag(on_debits_minor, 1, CAST(0 AS bigint)) OVER closings AS on_debits_before,
           lag(on_credits_minor, 1, CAST(0 AS bigint)) OVER closings AS on_credits_before,
           lag(on_pending_minor, 1, CAST(0 AS bigint)) OVER closings AS on_pending_before,
           lag(at_debits_minor, 1, CAST(0 AS bigint)) OVER closings AS at_debits_before,
           lag(at_credits_minor, 1, CAST(0 AS bigint)) OVER closings AS at_credits_before,
           lag(at_pending_minor, 1, CAST(0 AS bigint)) OVER closings AS at_pending_before
    FROM ledger_period_balance balance JOIN ledger_period period ON period.id = balance.period_id
    WINDOW closings AS (PARTITION BY account_id ORDER BY ends_on)
  ) AS b
  LEFT JOIN (
    SELECT entry.account_id, period.id AS period_id,
           sum(debit_minor) AS debits, sum(credit_minor) AS credits, sum(reserved_minor) AS pending
    FROM {entries} AS entry JOIN ledger_period period
      ON entry.business_date < period.ends_on
     AND (period.starts_on IS NULL OR entry.business_date >= period.starts_on)
    GROUP BY entry.account_id, period.id
  ) AS d ON d.account_id = b.account_id AND d.period_id = b.period_id
  LEFT JOIN (
    SELECT entry.account_id, span.period_id,
           sum(debit_minor) AS debits, sum(credit_minor) AS credits, sum(reserved_minor) AS pending
    FROM {entries} AS entry JOIN (
      SELECT account_id, period_id, at_version,
             lag(at_version, 1, CAST(0 AS bigint)) OVER (PARTITION BY account_id ORDER BY ends_on) AS version_before
      FROM ledger_period_balance balance JOIN ledger_period period ON period.id = balance.period_id
    ) AS span ON span.account_id = entry.account_id
             AND entry.version > span.version_before AND entry.version <= span.at_version
    GROUP BY entry.account_id, span.period_id
  ) AS e ON e.account_id = b.account_id AND e.period_id = b.period_id
) AS told
WHERE day_debits <> on_debits_minor OR day_credits <> on_credits_minor OR day_pending <> on_pending_minor
   OR entry_debits <> at_debits_minor OR entry_credits <> at_credits_minor OR entry_pending <> at_pending_minor
