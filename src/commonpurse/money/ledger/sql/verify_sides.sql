SELECT t.id,
       CASE t.kind WHEN 'reverse' THEN 'the accounts of what it reverses, swapped' ELSE 'the account of its hold' END,
       t.kind || ' of a ' || original.kind || ' between other accounts'
FROM ledger_transfer t JOIN ledger_transfer original ON original.id = coalesce(t.hold_id, t.reverses_id)
WHERE CASE t.kind
  WHEN 'reverse' THEN original.kind NOT IN ('post', 'settle')
    OR t.debit_account_id <> original.credit_account_id OR t.credit_account_id <> original.debit_account_id
  ELSE original.kind <> 'hold' OR t.debit_account_id <> original.debit_account_id
END
