-- What is there already of the ids that a set names: its own, the holds it resolves, the rows it reverses.
SELECT replace(t.id::text, '-', ''), t.kind, replace(t.debit_account_id::text, '-', ''),
       replace(t.credit_account_id::text, '-', ''), t.amount_minor, t.request_hash,
       coalesce(p.settled_minor, 0), coalesce(p.reversed_minor, 0), p.resolved_at IS NOT NULL
FROM unnest(%s::uuid[]) AS wanted (id)
JOIN ledger_transfer t USING (id)
LEFT JOIN ledger_transfer_progress p ON p.transfer_id = t.id
