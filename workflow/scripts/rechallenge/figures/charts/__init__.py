"""Charts of points and lines: plain data in, a figure of exact width and computed height out."""
