"""Compute everything numeric of some analyses, those that are current left out."""

from rechallenge.jobs.pack import Pack
from rechallenge.jobs.pool_analysis import pool_analysis


def pool(task, outputs):
    """Pool one analysis."""
    pool_analysis(task, **outputs)


Pack.of(snakemake).work(pool, doing="pooled")
