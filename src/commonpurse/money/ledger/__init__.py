"""The one place where money changes: accounts, transfers, holds, periods, and every question about a balance.

Owns Account, Transfer, TransferProgress, Period. Does not own people, funds or payments: it knows accounts by id only.
"""
