"""An invented place, its people, its bank, and nine months of their history.

Owns what the demo tells, and makes it by running the real commands only.
Does not own the pages (the front page asks `people` whom one may sign in as) nor the command that starts it.
"""
