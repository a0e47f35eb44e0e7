"""End the run with the messages about data that stopped an analysis."""

from rechallenge.errors import DataError
from rechallenge.jobs.logged import logged

with logged(snakemake.log[0], ""):
    raise DataError(snakemake.params.messages)
