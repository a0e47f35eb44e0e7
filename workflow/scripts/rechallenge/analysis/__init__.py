"""Analyses built on the models: agreement, leave-one-out, subgroups; never on files."""
