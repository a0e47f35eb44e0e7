"""Words for a paper: methods and results as they were run, with references, for copying."""
