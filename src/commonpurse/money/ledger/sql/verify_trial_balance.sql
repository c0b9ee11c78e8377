SELECT NULL, currency || ' debits ' || sum(debits_posted_minor), 'credits ' || sum(credits_posted_minor)
FROM ledger_account
GROUP BY currency
HAVING sum(debits_posted_minor) <> sum(credits_posted_minor)
