-- Entries of an account by the moment of recording, from a version on to and with `at`.
SELECT coalesce(sum(debit_minor), 0), coalesce(sum(credit_minor), 0), coalesce(sum(reserved_minor), 0)
FROM {entries} AS entry
WHERE account_id = %(account)s AND version >= %(version)s AND recorded_at <= %(at)s
