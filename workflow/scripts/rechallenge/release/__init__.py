"""A release of a review: data, configuration and results in one archive that describes itself."""
