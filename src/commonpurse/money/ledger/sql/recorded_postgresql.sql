-- What is there already of the ids that a set names: its own, the holds it resolves, the rows it reverses.
SELECT encode(uuid_send(t.id), 'hex'), t.kind, encode(uuid_send(t.debit_account_id), 'hex'),
       encode(uuid_send(t.credit_account_id), 'hex'), t.amount_minor, t.request_hash,
       coalesce(p.settled_minor, 0), coalesce(p.reversed_minor, 0), (p.resolved_at IS NOT NULL)::int
FROM ledger_transfer t
LEFT JOIN ledger_transfer_progress p ON p.transfer_id = t.id
WHERE t.id = ANY (%s)
