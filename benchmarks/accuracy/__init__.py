"""How many digits of each number agree with R and with 50-digit arithmetic."""
