"""What changed between two editions of a review: data, methods, numbers, and why they moved."""
