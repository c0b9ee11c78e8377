"""Keys that seal what must not lie open: one a subject, each wrapped by a master key outside the database.

Owns DataKey and Erasure, the keyring file and the list of erasures beside it. Knows ids, never people, and not what
is sealed: see `parties.protected`.
"""
