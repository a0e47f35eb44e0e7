"""Compute everything numeric of one analysis."""

from rechallenge.jobs.logged import logged
from rechallenge.jobs.pool_analysis import pool_analysis

with logged(snakemake.log[0], snakemake.params.key):
    pool_analysis(snakemake.params.task, **dict(snakemake.output.items()))
