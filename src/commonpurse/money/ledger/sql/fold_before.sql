-- Where these accounts stood before each of these days, by business date: a row a day and account. The accounts stand
-- as plain lists, and beside the entries once more, since SQLite looks entries up by their index only then.
SELECT days.column1, account.id, account.currency, account.normal_side,
       coalesce(sum(debit_minor), 0), coalesce(sum(credit_minor), 0), coalesce(sum(reserved_minor), 0)
FROM ledger_account AS account
CROSS JOIN (VALUES {days}) AS days
LEFT JOIN (SELECT * FROM {entries} AS every WHERE account_id IN ({accounts})) AS entry
  ON entry.account_id = account.id AND entry.business_date < days.column1
WHERE account.id IN ({accounts})
GROUP BY days.column1, account.id
