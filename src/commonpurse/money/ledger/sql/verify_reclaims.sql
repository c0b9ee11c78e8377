-- Taking money back off a person's line needs a concluded notice. There are no notices yet, so there is no reclaim.
SELECT id, 'a concluded notice', 'authority ' || CAST(authority AS text) FROM ledger_transfer WHERE code = 'reclaim'
