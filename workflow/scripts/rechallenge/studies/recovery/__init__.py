"""What sources print beside counts, and the counts that it gives away."""
