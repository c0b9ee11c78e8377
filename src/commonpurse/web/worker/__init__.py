"""Pages of a worker: the people they work with, their budgets, asks and payments."""
