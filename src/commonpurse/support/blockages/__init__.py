"""What stands in a person's way and who was asked to move it: blockages, flexes, and rules that change after three.

Does not own: who sees a blockage (`parties.consent`, her plan), who works where (`partners`). What is remembered of a
rule and how it bent names nobody.
"""
