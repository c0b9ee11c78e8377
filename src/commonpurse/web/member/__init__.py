"""What every member has, whatever they do here: one search over all that they may see."""
