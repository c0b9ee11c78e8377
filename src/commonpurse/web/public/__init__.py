"""Pages that anybody may open: what this is, sign in, sign out."""
