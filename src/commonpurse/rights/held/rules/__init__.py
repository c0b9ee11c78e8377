"""What is given to a person who asks what we hold: the tables, their columns in words, and what is left out and why.

Source: UK GDPR Art 15 and Art 20; domain.md 9.2: third parties' data is not given along."""

from commonpurse.rights.held.rules.columns import COLUMN_WORDS, HIDDEN, WHO_ACTED, is_hidden
from commonpurse.rights.held.rules.tables import GROUP_WORDS, LEFT_OUT, TABLES, Group, Table

__all__ = ["COLUMN_WORDS", "GROUP_WORDS", "HIDDEN", "LEFT_OUT", "TABLES", "WHO_ACTED", "Group", "Table", "is_hidden"]
