"""Commonpurse: real personal budgets, released to the person, traceable for every funder."""

__version__ = "0.1.0"
