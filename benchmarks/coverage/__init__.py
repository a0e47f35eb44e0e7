"""How often 95 % intervals of the pooled median proportion hold the true one, by simulation."""
