"""Lay out every figure of every kind of review, and measure what stands where."""
