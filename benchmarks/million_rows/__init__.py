"""How long the data checks take over a million rows, and how much memory."""
