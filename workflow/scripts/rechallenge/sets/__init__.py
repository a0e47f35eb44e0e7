"""A table of many sets of rows: reading, checking and cutting it into chunks of whole sets."""
