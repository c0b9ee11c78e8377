"""The `commonpurse` command; one verb a file, no logic."""
