"""Draw the PRISMA 2020 flow diagram of the review."""

from pathlib import Path

from rechallenge.jobs.draw_flow import draw_flow
from rechallenge.jobs.logged import logged

with logged(snakemake.log[0], snakemake.params.key):
    draw_flow(snakemake.params.task, words=Path(snakemake.output.words))
