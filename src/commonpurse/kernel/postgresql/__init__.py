"""Django's PostgreSQL, told who acts at the beginning of each transaction (`kernel.context`)."""
