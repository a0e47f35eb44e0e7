"""Pooling of many sets of proportions with one call."""
