SELECT id,
       'settled ' || settled || ', freed ' || freed || ', reversed ' || reversed
         || CASE WHEN is_resolved THEN ', resolved' ELSE '' END,
       CASE WHEN known IS NULL THEN 'no progress of it'
            ELSE 'settled ' || kept_settled || ', reversed ' || kept_reversed
              || CASE WHEN kept_is_resolved THEN ', resolved' ELSE '' END END
FROM (
  SELECT t.id, t.kind, t.amount_minor, p.transfer_id AS known,
         p.settled_minor AS kept_settled, p.reversed_minor AS kept_reversed,
         p.resolved_at IS NOT NULL AS kept_is_resolved,
         coalesce(r.settled, 0) AS settled, coalesce(r.freed, 0) AS freed, coalesce(r.reversed, 0) AS reversed,
         coalesce(r.closings, 0) AS closings,
         t.amount_minor = CASE t.kind WHEN 'hold' THEN coalesce(r.settled, 0) + coalesce(r.freed, 0)
                                      ELSE coalesce(r.reversed, 0) END AS is_resolved
  FROM ledger_transfer t
  LEFT JOIN ledger_transfer_progress p ON p.transfer_id = t.id
  LEFT JOIN (
    SELECT coalesce(hold_id, reverses_id) AS subject,
           sum(CASE kind WHEN 'settle' THEN amount_minor ELSE 0 END) AS settled,
           sum(CASE kind WHEN 'reverse' THEN amount_minor ELSE 0 END) AS reversed,
           sum(freed_minor) AS freed,
           sum(CASE WHEN is_final OR kind IN ('void', 'expire') THEN 1 ELSE 0 END) AS closings
    FROM ledger_transfer
    WHERE hold_id IS NOT NULL OR reverses_id IS NOT NULL
    GROUP BY coalesce(hold_id, reverses_id)
  ) AS r ON r.subject = t.id
  WHERE t.kind = 'hold' OR p.transfer_id IS NOT NULL OR r.subject IS NOT NULL
) AS told
WHERE known IS NULL OR kept_settled <> settled OR kept_reversed <> reversed OR kept_is_resolved <> is_resolved
   OR closings > 1 OR (closings = 1 AND NOT is_resolved) OR (closings = 0 AND freed <> 0)
   OR settled + freed > amount_minor OR reversed > amount_minor
