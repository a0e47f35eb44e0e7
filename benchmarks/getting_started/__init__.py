"""The page for beginners: followed word for word, and its pictures."""
