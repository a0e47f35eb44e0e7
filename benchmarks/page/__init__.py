"""How fast the report of the shipped review is in a browser."""
