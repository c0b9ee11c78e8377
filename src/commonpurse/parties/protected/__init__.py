"""What would put somebody in danger if the wrong one read it: a safe address, a phone, a workplace, a school.

Owns ProtectedDetail, SealedDetail and Reveal, and the one service that says where a letter or a message goes.
Does not own the keys (`kernel.keys`), nor ways of contact that may stand open (`parties.people`).
"""
