"""Write the report, the summary and the manifest of the review."""

from rechallenge.jobs.logged import logged
from rechallenge.jobs.write_report import write_report

with logged(snakemake.log[0], snakemake.params.key):
    write_report(
        snakemake.params.task,
        findings=snakemake.input.findings[0],
        **dict(snakemake.output.items()),
    )
