"""Draw the figures and write the heterogeneity report of one analysis."""

from pathlib import Path

from rechallenge.jobs.logged import logged
from rechallenge.jobs.present_analysis import present_analysis

with logged(snakemake.log[0], snakemake.params.key):
    present_analysis(snakemake.params.task, estimates=Path(snakemake.input.estimates))
