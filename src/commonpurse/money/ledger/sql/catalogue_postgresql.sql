-- Constraints that were checked on every row, triggers that are switched on, indexes that are whole.
SELECT conname FROM pg_constraint
WHERE conrelid::regclass::text LIKE 'ledger\_%' AND convalidated AND NOT condeferrable AND contype <> 'n'
UNION
SELECT tgname FROM pg_trigger
WHERE tgrelid::regclass::text LIKE 'ledger\_%' AND NOT tgisinternal AND tgenabled IN ('O', 'A')
UNION
SELECT i.relname FROM pg_index JOIN pg_class i ON i.oid = indexrelid
WHERE indrelid::regclass::text LIKE 'ledger\_%' AND indisvalid
