"""Money that organisations put together for one purpose, and what they agreed about it in writing.

Owns FundingAgreement, its versions, contributions and signatures, the notice of a partner that leaves, and that a
quarter's statement was given. Does not own the money: every figure is read from the ledger by the funds that are put
in, and what goes back is a proposal that finance carries out. No person with a budget is in it.
"""
