"""How a member or a person signs in.

Owns User. Does not own what the signed-in may do: each app's `access` says that.
"""
