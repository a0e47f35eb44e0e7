"""Planted errors: how many of them the data checks find, and how often they cry wolf."""
