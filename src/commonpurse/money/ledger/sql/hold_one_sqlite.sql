INSERT INTO ledger_transfer_progress (transfer_id, amount_minor, settled_minor, reversed_minor)
VALUES (:id, :amount, 0, 0)
