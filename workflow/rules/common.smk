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
from rechallenge.jobs.keys import job_keys
from rechallenge.plan import (
    check_task,
    figure_task,
    flow_task,
    plan_from_config,
    report_task,
    supplement_task,
    task_of,
)
from rechallenge.sets.bulk_plan import check_sets_task, gather_task, part_task

try:
    PLAN = plan_from_config(
        config, root=Path.cwd(), sources=[Path(f) for f in workflow.configfiles]
    )
    # Code, settings and data decide through these keys what is done again, not the age of files.
    KEYS = job_keys(PLAN, root=Path.cwd())
except ReviewError as error:
    raise WorkflowError(*error.messages) from None

RESULTS = PLAN.review.results
ANALYSES = [planned.settings.slug for planned in PLAN.runnable]
LOGS = f"{RESULTS}/logs"


wildcard_constraints:
    # Where analyses are packed, packs.smk makes the files, and rules of single analyses none.
    analysis="(?!)" if PLAN.packs else "[a-z0-9-]{1,40}",


def key_of(rule):
    """Key of a job of one analysis."""
    return lambda wildcards: KEYS[f"{rule}/{wildcards.analysis}"]


def studies_of(wildcards):
    """Study files of an analysis."""
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


def keys_of_pack(rule, pack):
    """Keys of the work on each of some analyses."""
    return [KEYS[f"{rule}/{analysis}"] for analysis in pack]
