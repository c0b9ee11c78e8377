"""An invented place, its people, its bank, and nine months of their history.

Owns what the demo tells; makes it by running the real commands only. Nothing else in the project imports it.
Does not own the pages nor the command that starts it.
"""
