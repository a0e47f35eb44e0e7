"""Judgements of the risk of bias in figures."""
