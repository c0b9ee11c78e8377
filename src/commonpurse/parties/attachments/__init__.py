"""Pictures and papers that belong to a person: made small, made safe, sealed with her key.

Does not own: what they prove. That is said by the row that points here.
"""
