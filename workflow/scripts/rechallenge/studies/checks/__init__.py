"""The data checks: within a row, between rows, and between studies."""
