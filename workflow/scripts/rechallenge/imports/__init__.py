"""Files of other programs, read into rows and judgements of a review."""
