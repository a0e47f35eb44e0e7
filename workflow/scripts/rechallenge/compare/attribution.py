"""Why a pooled estimate moved: one step at a time, and averaged over all orders of the steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import Any

from rechallenge.compare.edition import Edition
from rechallenge.compare.matching import Match
from rechallenge.compare.states import ROWS, Fitted, States, as_fitted
from rechallenge.report.quantities import primary_model

MOST_PLAYERS = 8
INERT = frozenset({"test", "level"})
"""Settings that move the interval and never the estimate."""
ORDER = (
    "new software on the old data, then settings, corrections, removals and additions, one study "
    "at a time"
)
LABELS = {
    ROWS: "Choice of rows (outcome, where)",
    "arms": "Arms of one study",
    "model": "Model",
    "method": "Method",
    "measure": "Measure",
    "tau2": "Estimator of τ²",
    "test": "Interval rule",
    "level": "Confidence level",
    "zero_cell": "Added to rows with 0 % or 100 %",
}


def attribute(old: Edition, new: Edition, slug: str, match: Match) -> dict[str, Any]:
    """Attribute the difference between two recorded estimates to its causes.

    Parameters
    ----------
    old, new : Edition
        Both hold the analysis.
    slug : str
    match : Match
        Of the studies of the two editions.

    Returns
    -------
    dict
        ``total``: difference on the logit scale, None where an end has no finite estimate;
        ``steps``: in their order, each with ``delta`` on the logit scale, whose sum is ``total``,
        and ``shapley``, whose sum is the same; ``delta`` is None where a step begins or ends
        without a finite estimate, and a step ``together`` then holds the difference across all of
        them; ``order``: the order in words; ``no_shapley``: why those values are absent.
    """
    states = States(old, new, slug, match)
    factors = _factors(states, match)
    recorded = [as_fitted(primary_model(edition.analyses[slug])) for edition in (old, new)]
    path = [("software", "Software, on the old data and settings", recorded[0], states.fit(()))]
    taken: list[str] = []
    for kind, name, label in factors:
        before = states.fit(taken)
        taken.append(name)
        path.append((kind, label, before, states.fit(taken)))
    last = path[-1][3]
    if last != recorded[1] and (last.logit is None or last.logit != recorded[1].logit):
        path.append(("recorded", "Software that made the new results", last, recorded[1]))
    steps = _with_joint_steps([_step(*step) for step in path])
    players = [name for _, name, _ in factors if name not in INERT]
    shapley, reason = _shapley_values(states, players)
    for (_, name, _), step in zip(
        factors, [s for s in steps if s["kind"] not in ("software", "recorded", "together")],
        strict=True,
    ):  # fmt: skip
        step["shapley"] = 0.0 if shapley and name in INERT else shapley.get(name)
    for step in steps:
        if step["kind"] in ("software", "recorded"):
            step["shapley"] = step["delta"] if shapley else None
    ends = [fitted.logit for fitted in recorded]
    total = None if ends[0] is None or ends[1] is None else ends[1] - ends[0]
    return {"total": total, "order": ORDER, "no_shapley": reason, "steps": steps}


def _factors(states: States, match: Match) -> list[tuple[str, str, str]]:
    """List what differs, in the order of the steps: kind, name of the factor, words."""
    factors = [("settings", ROWS, LABELS[ROWS])] if states.selects else []
    factors += [
        ("settings", name, f"{LABELS[name]}: {states.change(name)}") for name in states.settings
    ]
    units = states.moved_units()
    removed, added = set(match.removed), set(match.added)
    for kind, words, members in (
        ("correction", "Corrected: ", [u for u in units if u not in removed | added]),
        ("removal", "Removed: ", [u for u in units if u in removed]),
        ("addition", "Added: ", [u for u in units if u in added]),
    ):
        factors += [(kind, f"study:{unit}", words + states.label(unit)) for unit in members]
    return factors


def _step(kind: str, label: str, before: Fitted, after: Fitted) -> dict[str, Any]:
    finite = before.logit is not None and after.logit is not None
    reason = "" if finite else after.reason or before.reason
    return {
        "kind": kind,
        "label": label,
        "before": before.estimate,
        "after": after.estimate,
        "ci_low": after.ci_low,
        "ci_high": after.ci_high,
        "model": after.model,
        "logit_before": before.logit,
        "logit_after": after.logit,
        "delta": after.logit - before.logit  # type: ignore[operator]
        if finite
        else None,
        "shapley": None,
        "reason": reason,
    }


def _with_joint_steps(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add, after a run of steps through states without estimate, their difference together."""
    told: list[dict[str, Any]] = []
    run: list[dict[str, Any]] = []
    for step in steps:
        told.append(step)
        if step["delta"] is not None:
            continue
        run.append(step)
        if step["logit_after"] is None:
            continue
        if run[0]["logit_before"] is not None:
            told.append(_together(run))
        run = []
    return told


def _together(run: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    first, last = run[0], run[-1]
    return dict(last) | {
        "kind": "together",
        "label": f"The {len(run)} steps above together",
        "before": first["before"],
        "logit_before": first["logit_before"],
        "delta": last["logit_after"] - first["logit_before"],
        "reason": "",
    }


def _shapley_values(states: States, players: Sequence[str]) -> tuple[dict[str, float], str]:
    if len(players) > MOST_PLAYERS:
        return {}, (
            f"There are more than {MOST_PLAYERS} steps, so shares over all orders were not "
            "computed; in another order the steps would differ."
        )

    def value(members: frozenset[str]) -> float | None:
        return states.fit(members).logit

    shares = shapley(players, value)
    if shares is None:
        return {}, (
            "Some mixes of old and new have no finite estimate, so shares over all orders do not "
            "exist; in another order the steps would differ."
        )
    return shares, ""


def shapley(
    players: Sequence[str], value: Callable[[frozenset[str]], float | None]
) -> dict[str, float] | None:
    """Share a difference among its causes, averaged over all orders (Shapley 1953).

    Parameters
    ----------
    players : sequence of str
    value : callable
        Value of a set of players; None where it does not exist.

    Returns
    -------
    dict or None
        Shares that sum to the value of all less that of none; None when a value does not exist.
    """
    sets = [
        frozenset(members)
        for size in range(len(players) + 1)
        for members in combinations(players, size)
    ]
    values: dict[frozenset[str], float] = {}
    for members in sets:
        found = value(members)
        if found is None:
            return None
        values[members] = found
    count = len(players)
    return {
        player: sum(
            factorial(len(members)) * factorial(count - len(members) - 1) / factorial(count)
            * (values[members | {player}] - values[members])
            for members in sets
            if player not in members
        )
        for player in players
    }  # fmt: skip
