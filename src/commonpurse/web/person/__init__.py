"""Pages of a person about her own money."""
