"""Fits of many sets beside R, in one run."""
