INSERT INTO ledger_transfer_progress (transfer_id, amount_minor, settled_minor, reversed_minor, resolved_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (transfer_id) DO UPDATE SET
  settled_minor = excluded.settled_minor, reversed_minor = excluded.reversed_minor, resolved_at = excluded.resolved_at
