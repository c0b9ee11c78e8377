"""Everything that is held about one person, gathered from the apps below: which tables, which columns, in which words.

Owns the list of what is given out and the reasons for what is not. Owns no table, and changes nothing.
"""
