"""What the council's own ledger takes of our movements: which columns, which codes, and what was given out already.

Owns ExportMapping, LedgerExport, ExportedMovement. Does not own the movements: the ledger does, and tells them here.
"""
