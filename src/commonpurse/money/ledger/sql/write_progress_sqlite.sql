INSERT INTO ledger_transfer_progress (transfer_id, amount_minor, settled_minor, reversed_minor, resolved_at)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(:progress) WHERE true
ON CONFLICT (transfer_id) DO UPDATE SET
  settled_minor = excluded.settled_minor, reversed_minor = excluded.reversed_minor, resolved_at = excluded.resolved_at
