"""How long each kind of thing is kept, why, what is due, and the job that removes what may go by itself.

Owns the table of rules. Owns no table of the database, and removes no money, no permission and no log.
"""
