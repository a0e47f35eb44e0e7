"""Results for other programs: R, RevMan and JASP."""
