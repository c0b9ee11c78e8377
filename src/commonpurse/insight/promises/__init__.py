"""Whether partners keep what they promised: their own word, what partners and people say, what the system measures.

Owns statements, scores, and talks to mend what is not kept. Makes no table of the best and the worst.
"""
