"""Say what changed since an earlier edition of the review."""

from pathlib import Path

from rechallenge.jobs.compare_editions import compare_editions
from rechallenge.jobs.logged import logged

with logged(snakemake.log[0], snakemake.params.key):
    compare_editions(snakemake.params.task, folder=Path(snakemake.output[0]).parent)
