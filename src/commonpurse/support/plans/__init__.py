"""One plan for a person, in her words: goals, steps with owners from anywhere, check-ins, who coordinates, a calendar.

Does not own: who sees it (`parties.consent`), who decides what (`agreements`), money (an ask points to a step).
"""
