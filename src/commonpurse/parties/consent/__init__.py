"""Who may see what about a person, and who looked.

Owns AccessRow (who looked, written before the read). Permissions and lawful bases will stand here too.
Does not own the people themselves: it points to "people.Person" by string, the one named exception.
"""
