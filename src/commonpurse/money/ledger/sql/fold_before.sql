-- Entries of these accounts by business date, before each of these days: a row a day and account that has any. The
-- accounts stand as a plain list, since SQLite looks them up by their index only then.
SELECT days.column1, account_id, sum(debit_minor), sum(credit_minor), sum(reserved_minor)
FROM {entries} AS entry
JOIN (VALUES {days}) AS days ON business_date < days.column1
WHERE account_id IN ({accounts})
GROUP BY days.column1, account_id
