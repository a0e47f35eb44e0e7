"""A new review folder: configuration, example, template of a table, and how to go on."""
