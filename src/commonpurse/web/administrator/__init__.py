"""Pages of an administrator: members and their access, organisations, our own bank accounts."""
