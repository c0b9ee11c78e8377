"""What the bank says, laid beside what we believe: statements, their lines, and what each line is matched with.

Owns Statement, StatementLine, Match, ColumnMapping and the readers of bank formats. Does not own payments or funds:
it tells them what arrived, and every penny it moves is a row of the ledger.
"""
