"""Pages of a funder: their own funds, without any person's data."""
