"""How ready we are to work together, as those who work here see it themselves, each half-year.

Owns the statements, the answers of members, and how they are summed up. Does not own what partners promised each other,
nor whether they keep it. No person with a budget is in it.
"""
