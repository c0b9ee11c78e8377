"""Whether partners keep what they promised: their own word, what partners and people say, what the system measures.

Owns statements, scores, talks to mend what is not kept, and what people say to a charter that is being written. Makes
no table of the best and the worst.
"""
