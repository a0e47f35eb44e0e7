"""Study files mutated at random: read rightly, or rejected with place and remedy."""
