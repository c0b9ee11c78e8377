"""What somebody tells us is wrong: a complaint, or something held that is not right. Each has an answer by a day.

Owns Concern. Does not own the rows that it is about: who answers changes those by their own verbs.
"""
