"""Write the supplement, its words, and tables for other programs."""

from rechallenge.jobs.logged import logged
from rechallenge.jobs.write_supplement import write_supplement

with logged(snakemake.log[0], snakemake.params.key):
    write_supplement(
        snakemake.params.task,
        findings=snakemake.input.findings[0],
        analyses=list(snakemake.input.estimates),
        output=dict(snakemake.output.items()),
    )
