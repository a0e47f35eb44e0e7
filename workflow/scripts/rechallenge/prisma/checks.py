"""Whether the numbers of a flow add up, and whether its studies are those of the review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rechallenge.formatting import count
from rechallenge.prisma.flow import Flow
from rechallenge.studies.findings import Finding, quoted

_REMOVED = ("duplicates", "excluded_automatic", "excluded_other")
_ASSESSED = ("dbr_assessed", "other_assessed")
_EXCLUDED = ("dbr_excluded", "other_excluded")
_OTHER = ("website_results", "organisation_results", "citations_results")


def check_flow(flow: Flow, *, pooled: int, listed: int) -> tuple[Finding, ...]:
    """Check a flow by itself and against the review.

    Parameters
    ----------
    flow : Flow
    pooled : int
        How many studies any analysis of the review pools.
    listed : int
        How many studies the study files hold.

    Returns
    -------
    tuple of Finding
        W401, W402 and W403.
    """
    return (*_unknown(flow), *_sums(flow), *_order(flow), *_pooled(flow, pooled, listed))


def _unknown(flow: Flow) -> Iterator[Finding]:
    for line, name in flow.unknown:
        yield Finding(
            code="W403",
            file=flow.file,
            rows=(line,),
            column="data",
            problem=f"{quoted(name)} is no number of a flow diagram and is not shown",
            remedy="write the name as the template has it, or delete the row",
        )


@dataclass(frozen=True, slots=True)
class _Step:
    """What a step starts from, what it loses, and what the file says is left."""

    whole: int
    of: str
    less: int
    lost: str
    told: int
    became: str


def _sums(flow: Flow) -> Iterator[Finding]:
    """Compare every step with the one before it, and parts with their whole."""
    for key, step in _steps(flow):
        left = step.whole - step.less
        if left != step.told:
            yield _finding(
                flow,
                key,
                f"{count(step.whole)} {step.of} less {count(step.less)} {step.lost} are "
                f"{count(left)}, but {count(step.told)} {step.became}",
            )
    yield from _totals(flow)
    for whole, detail in (
        ("database_results", "database_specific_results"),
        ("register_results", "register_specific_results"),
    ):
        parts, told = flow.numbers.get(detail), flow.numbers.get(whole)
        if parts is not None and told is not None and parts != told:
            yield _finding(
                flow,
                detail,
                f"the single numbers add up to {count(parts)}, but {quoted(whole)} is "
                f"{count(told)}",
            )


def _steps(flow: Flow) -> Iterator[tuple[str, _Step]]:
    """Name every step and the item that tells what is left."""
    n = flow.numbers
    identified = flow.sum("database_results", "register_results")
    screened, sought = n["records_screened"], n["dbr_sought_reports"]
    yield "records_screened", _Step(
        identified, "records identified", flow.sum(*_REMOVED), "removed before screening",
        screened, "were screened",
    )  # fmt: skip
    yield "dbr_sought_reports", _Step(
        screened, "records screened", n["records_excluded"], "excluded",
        sought, "reports were sought for retrieval",
    )  # fmt: skip
    for arm in ("dbr", "other"):
        keys = (f"{arm}_sought_reports", f"{arm}_notretrieved_reports", f"{arm}_assessed")
        if flow.has(*keys):
            looked_for, lost, assessed = (n[key] for key in keys)
            yield (
                keys[2],
                _Step(
                    looked_for, "reports sought", lost, "not retrieved", assessed, "were assessed"
                ),
            )
    if flow.has("new_reports"):
        yield "new_reports", _Step(
            flow.sum(*_ASSESSED), "reports assessed", flow.sum(*_EXCLUDED), "excluded",
            n["new_reports"], "reports were included",
        )  # fmt: skip


def _totals(flow: Flow) -> Iterator[Finding]:
    for kind in ("studies", "reports"):
        keys = (f"previous_{kind}", f"new_{kind}", f"total_{kind}")
        if not (flow.updates and flow.has(*keys)):
            continue
        before, new, total = (flow.numbers[key] for key in keys)
        if before + new != total:
            yield _finding(
                flow,
                keys[2],
                f"{count(before)} {kind} of the previous version and {count(new)} new ones are "
                f"{count(before + new)}, but the total is {count(total)}",
            )


def _order(flow: Flow) -> Iterator[Finding]:
    """Report numbers that cannot be larger than another."""
    n = flow.numbers
    left = flow.sum(*_ASSESSED) - flow.sum(*_EXCLUDED)
    if not flow.has("new_reports") and n["new_studies"] > left:
        yield _finding(
            flow,
            "new_studies",
            f"{count(n['new_studies'])} studies were included, but only {count(left)} reports are "
            "left after exclusion",
        )
    for kind in ("previous", "new", "total"):
        studies, reports = f"{kind}_studies", f"{kind}_reports"
        if n.get(reports) and flow.has(studies) and n[studies] > n[reports]:
            yield _finding(
                flow,
                reports,
                f"{count(n[studies])} studies have only {count(n[reports])} reports",
            )
    sought, identified = n.get("other_sought_reports", 0), flow.sum(*_OTHER)
    if flow.other_methods and sought > identified:
        yield _finding(
            flow,
            "other_sought_reports",
            f"{count(sought)} reports were sought, but other methods identified "
            f"{count(identified)}",
        )
    _, included = flow.included
    if n.get("total_studies_ma", 0) > included:
        yield _finding(
            flow,
            "total_studies_ma",
            f"{count(n['total_studies_ma'])} studies in the meta-analysis, but "
            f"{count(included)} in the review",
        )


def _pooled(flow: Flow, pooled: int, listed: int) -> Iterator[Finding]:
    """Compare the studies included with those of the review."""
    key, included = flow.included
    analysed = flow.numbers.get("total_studies_ma")
    if analysed:
        key, included = "total_studies_ma", analysed
    if included == pooled:
        return
    where = "in the meta-analysis" if analysed else "included"
    remedy = "correct the number or the study files"
    if not analysed and included > pooled:
        remedy += (
            ", or add a row “total_studies_ma” with the number of studies in the meta-analysis"
        )
    yield Finding(
        code="W402",
        file=flow.file,
        rows=(flow.lines[key],) if key in flow.lines else (),
        column="n",
        problem=f"the flow diagram has {count(included)} studies {where}, but the review pools "
        f"{count(pooled)} of the {count(listed)} in its files",
        remedy=remedy,
    )


def _finding(flow: Flow, key: str, problem: str) -> Finding:
    return Finding(
        code="W401",
        file=flow.file,
        rows=(flow.lines[key],) if key in flow.lines else (),
        column="n",
        problem=problem,
        remedy="correct the numbers that are wrong",
    )
