"""Measurements of Rechallenge that take minutes: each is a package with its own command line."""
