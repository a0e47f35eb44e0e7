"""Draw and describe some analyses, those that are current left out."""

from pathlib import Path

from rechallenge.jobs.pack import Pack
from rechallenge.jobs.present_analysis import present_analysis


def present(task, outputs):
    """Draw and describe one analysis."""
    present_analysis(task, estimates=Path(outputs["captions"]).with_name("estimates.json"))


Pack.of(snakemake).work(present, doing="drew and described")
