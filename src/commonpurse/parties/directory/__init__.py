"""The directory: services of the place, where and when they are, what they cost, and when somebody last looked.

Owns: feeds, what they list, notes that something is not right. Reads and writes Open Referral UK and HSDS.
Does not own: the partnership's organisations and members (partners), orders (money/orders). No person.
"""
