"""The people who hold budgets: what they want to be called, how to reach them safely, who works with them.

Owns Person, PersonName, ContactWay, Support. Does not own their money, their permissions or their sign-in.
"""
