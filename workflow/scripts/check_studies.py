"""Write what the data checks found."""

from rechallenge.jobs.check_studies import check_studies
from rechallenge.jobs.logged import logged

with logged(snakemake.log[0], snakemake.params.key):
    findings, rows = snakemake.output
    check_studies(snakemake.params.task, output=findings, snapshot=rows)
