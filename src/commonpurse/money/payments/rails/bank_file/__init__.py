"""The bank file rail: ISO 20022 pain.001 out, pain.002 back.

Owns the form of the messages and the characters they allow. Plain Python: no database, no clock, no network.
Does not own which payments go into a file, nor who approves it.
"""
