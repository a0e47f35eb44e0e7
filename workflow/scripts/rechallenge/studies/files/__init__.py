"""Files as they come: from bytes to a table of cells under known columns."""
