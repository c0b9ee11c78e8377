"""How long it takes from a yes to the money, where it waits now, and how much of it is in the person's own hands.

Owns the figures and how they are counted; stores nothing. Every moment comes from asks, payments and bank files.
"""
