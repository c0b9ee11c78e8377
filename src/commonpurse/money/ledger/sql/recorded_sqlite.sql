-- What is there already of the ids that a set names: its own, the holds it resolves, the rows it reverses.
SELECT t.id, t.kind, t.debit_account_id, t.credit_account_id, t.amount_minor, t.request_hash,
       coalesce(p.settled_minor, 0), coalesce(p.reversed_minor, 0), p.resolved_at IS NOT NULL
FROM ledger_transfer t
LEFT JOIN ledger_transfer_progress p ON p.transfer_id = t.id
WHERE t.id IN (SELECT value FROM json_each(:ids))
