import os
import sys
from pathlib import Path

SCRIPTS = Path(str(workflow.current_basedir)).parent / "scripts"

# The library in this checkout wins over an installed copy, here and in every job.
sys.path.insert(0, str(SCRIPTS))
shell_path = [str(SCRIPTS), *filter(None, [os.getenv("PYTHONPATH")])]
os.environ.update(PYTHONPATH=os.pathsep.join(shell_path))
# Small matrices: threads of the linear algebra cost more than they give.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
# Likewise memory that glibc gives back to the system after every small array.
os.environ.update(MALLOC_TRIM_THRESHOLD_="100000000", MALLOC_MMAP_THRESHOLD_="100000000")

from rechallenge.contract import FAMILIES
from rechallenge.errors import ReviewError
from rechallenge.jobs.entries import key_of
from rechallenge.library import library_files
from rechallenge.plan import (
    check_task,
    figure_task,
    flow_task,
    plan_from_config,
    report_task,
    task_of,
)

try:
    PLAN = plan_from_config(
        config, root=Path.cwd(), sources=[Path(f) for f in workflow.configfiles]
    )
except ReviewError as error:
    raise WorkflowError(*error.messages) from None

RESULTS = PLAN.review.results
ANALYSES = [planned.settings.slug for planned in PLAN.runnable]
LOGS = f"{RESULTS}/logs"


wildcard_constraints:
    # Where analyses are packed, packs.smk makes the files, and rules of single analyses none.
    analysis="(?!)" if PLAN.packs else "[a-z0-9-]{1,40}",


def library(module):
    """Files of the library that a job imports: a change in one of them reruns the job."""
    return [str(path) for path in library_files(module)]


def studies_of(wildcards):
    """Study files of an analysis; the digest in params, not their age, decides about reruns."""
    return ancient(task_of(PLAN, wildcards.analysis)["files"])


def results_of(name):
    """One file of every analysis that runs."""
    return expand(f"{RESULTS}/{{analysis}}/{name}", analysis=ANALYSES)


def figure_files(*endings):
    """Every figure that each analysis has, in these formats."""
    return expand(
        f"{RESULTS}/{{{{analysis}}}}/{{figure}}.{{ending}}",
        figure=[name for name in PLAN.drawn if name not in FAMILIES],
        ending=endings,
    )


def pack_files(pack):
    """Study files of some analyses."""
    return sorted({file for analysis in pack for file in task_of(PLAN, analysis)["files"]})


def of_pack(files, pack):
    """Files of some analyses, by the patterns for those of one."""
    return expand(files, analysis=pack)


def templates(wildcards):
    """Templates of the reports."""
    return sorted(map(str, (SCRIPTS.parent / "report").glob("*.j2")))
