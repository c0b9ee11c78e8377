"""Who we are: partners < consent < people < signin."""
