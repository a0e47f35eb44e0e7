"""Reports for readers: the heterogeneity report of an analysis, and the page of a review."""
