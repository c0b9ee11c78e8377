"""The partnership of a place, its organisations, and the members who work for them.

Owns Partnership, Organisation, Member, MemberRole, and the charter with who signed it. Does not own people with
budgets, nor how anyone signs in.
"""
