"""The manager's door: how long it takes from a yes to the money, and where it waits."""
