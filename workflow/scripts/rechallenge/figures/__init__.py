"""Figures: they read results, return matplotlib figures and compute no statistics."""
