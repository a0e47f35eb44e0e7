"""Forest plots and plots of series of fits: their rows, columns, styles and words."""
