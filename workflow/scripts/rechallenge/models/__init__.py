"""Statistical models: plain arrays in, frozen results out."""
