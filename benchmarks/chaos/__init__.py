"""Runs that are killed at random moments, and what the same command makes of what they leave."""
