"""How long a table of many sets takes through the workflow, and how much memory."""
