"""Subsets of 20 rows beside metafor, in one run."""
