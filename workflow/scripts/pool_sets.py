"""Pool the sets of one chunk by one method."""

from rechallenge.jobs.logged import logged
from rechallenge.jobs.pool_sets import pool_sets

with logged(snakemake.log[0], snakemake.params.key):
    pool_sets(snakemake.params.task, chunks=snakemake.params.chunks, part=snakemake.output.part)
