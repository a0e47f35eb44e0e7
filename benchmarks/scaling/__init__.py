"""What a run costs with 1, 10, 100 and 1,000 analyses."""
