"""List the rows of the table of many sets that cannot be pooled."""

from rechallenge.jobs.check_sets import check_sets
from rechallenge.jobs.logged import logged

with logged(snakemake.log[0], snakemake.params.key):
    check_sets(snakemake.params.task, findings=snakemake.output.findings)
