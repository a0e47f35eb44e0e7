"""Tidy CSV tables of the results; they read results and compute no statistics."""
