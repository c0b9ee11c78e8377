SELECT sql FROM sqlite_master WHERE tbl_name LIKE 'ledger\_%' ESCAPE '\' AND sql IS NOT NULL
