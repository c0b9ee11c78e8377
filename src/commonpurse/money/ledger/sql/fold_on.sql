-- Entries of an account by business date: from `starts_on` (where a snapshot ends, else empty) to and with `on`.
SELECT coalesce(sum(debit_minor), 0), coalesce(sum(credit_minor), 0), coalesce(sum(reserved_minor), 0)
FROM {entries} AS entry
WHERE account_id = %(account)s AND version >= %(version)s
  AND business_date >= %(starts_on)s AND business_date <= %(on)s
