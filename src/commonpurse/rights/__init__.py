"""What a person may ask of everybody who holds something about her: to see it, to have it put right or erased."""
