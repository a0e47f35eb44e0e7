"""The gallery of the manual, made from the results of the shipped review."""
