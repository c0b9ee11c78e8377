"""The agreement with a person: who decides what, limits with an end, positive-risk records.

Does not own: what is asked for and answered (`money.decisions`), what is shared (`parties.consent`).
"""
