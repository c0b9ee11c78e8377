"""What we learn from what is recorded: figures, never a list of people. Nothing here changes anything."""
