"""Coming in: a referral that comes with an offer, the caseload meeting, the same person twice, equality in counts.

Does not own: who a person is (`parties.people`), her plan and who coordinates (`plans`), who sees what (`consent`).
"""
