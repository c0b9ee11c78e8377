"""Taking a person's words out of everything that is kept, while the books stay balanced. Two people, and for good.

Owns ErasureRequest. Does not own the keys (`kernel.keys`): destroying hers is a part of the act.
"""
