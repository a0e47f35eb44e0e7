"""Join the estimates of all chunks, and sum them up."""

from rechallenge.jobs.gather_sets import gather_sets
from rechallenge.jobs.logged import logged

with logged(snakemake.log[0], snakemake.params.key):
    gather_sets(
        snakemake.params.task,
        chunks=snakemake.params.chunks,
        parts=snakemake.params.parts,
        estimates=snakemake.output.estimates,
        summary=snakemake.output.summary,
    )
