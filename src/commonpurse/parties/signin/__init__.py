"""How a member or a person signs in.

Owns User, and SignIn, one row for each session. Does not own what the signed-in may do: each app's `access` says that.
"""
