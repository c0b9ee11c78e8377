"""Who works with whom, read from what was really done together. It keeps no table of its own."""
