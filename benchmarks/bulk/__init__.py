"""Two-stage fits of many sets beside R, in one run."""
