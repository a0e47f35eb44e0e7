"""How much the estimate depends on any one study: the leave-one-out section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.formatting import ABSENT, fixed, percent, significant
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row
from rechallenge.report.quantities import (
    Model,
    change_cell,
    estimate_cell,
    i2_cell,
    prediction_cell,
    primary_model,
)
from rechallenge.report.sentences import benchmark_sentence, listed
from rechallenge.withholding import withheld
from rechallenge.wording import interval_name

TITLE = "Leaving out one study at a time"
_SAME = 1e-9
_SMALL = 0.0005


def stability_section(estimates: Mapping[str, Any]) -> Section:
    """Table the leave-one-out series and say how far the estimate moves.

    The most influential study is the one whose omission moves the estimate most, in points of
    per cent.
    """
    model = primary_model(estimates)
    series: Sequence[Model] = estimates["leave_one_out"]
    if model is None or withheld(model) or not series:
        reason = (
            "the estimate itself is not shown" if model and withheld(model) else "too few studies"
        )
        return Section(TITLE, (Paragraph(f"Not shown: {reason}."),))
    whole: float | None = model["estimate"]
    blocks: list[Block] = [Paragraph(text, kind="lead") for text in _range(series, whole)]
    benchmark = benchmark_sentence(estimates)
    if benchmark:
        blocks.append(Paragraph(benchmark))
    blocks.append(Paragraph(_rule(series)))
    notes = tuple(dict.fromkeys(note for left in series for note in left["notes"]))
    numbers = {note: str(number) for number, note in enumerate(notes, start=1)}
    headers = [
        "Study left out",
        "Rows",
        "Estimate (CI)",
        "Change",
        "Prediction interval",
        "τ²",
        "I²",
    ]
    rows = []
    for left in series:
        cells = [
            left["omitted"],
            str(left["rows"]),
            estimate_cell(left),
            change_cell(left["estimate"], whole),
            prediction_cell({**left, "tau2_method": model["tau2_method"]}),
            significant(left["tau2"]),
            i2_cell(left),
        ]
        if notes:
            cells.append(", ".join(numbers[note] for note in left["notes"]) or ABSENT)
        rows.append(text_row(*cells, muted=left["estimate"] is None))
    blocks.append(
        Table(
            caption="Pooled rate without each study, in per cent; change in points",
            headers=(*headers, "Notes") if notes else tuple(headers),
            rows=tuple(rows),
            numeric=frozenset(range(1, 7)),
            folded=True,
        )
    )
    if notes:
        blocks.append(Bullets(notes, numbered=True))
    return Section(TITLE, tuple(blocks))


def _range(series: Sequence[Model], whole: float | None) -> list[str]:
    fitted = [left for left in series if left["estimate"] is not None]
    if not fitted:
        return ["No estimate is reached when any one study is left out."]
    missing = [left["omitted"] for left in series if left["estimate"] is None]
    texts = [_span(fitted, whole)]
    if missing:
        texts.append(f"No estimate is reached without {listed(missing)}.")
    if whole is None:
        texts.append("All studies together reach no estimate with which to compare.")
    else:
        texts += _most_influential(fitted, whole)
    return texts


def _span(fitted: Sequence[Model], whole: float | None) -> str:
    low = min(left["estimate"] for left in fitted)
    high = max(left["estimate"] for left in fitted)
    if whole is not None and max(high - whole, whole - low) < _SMALL:
        return (
            f"Leaving out one study moves the estimate ({percent(whole)} %) by less than 0.1 point."
        )
    if percent(low) == percent(high):
        return f"Without one study at a time the estimate is {percent(low)} %."
    return (
        f"Without one study at a time the estimate ranges from {percent(low)} % "
        f"(without {_names(fitted, low)}) to {percent(high)} % (without {_names(fitted, high)})."
    )


def _most_influential(fitted: Sequence[Model], whole: float) -> list[str]:
    shift = max(abs(left["estimate"] - whole) for left in fitted)
    if shift < _SMALL:
        return []
    most = [left for left in fitted if abs(abs(left["estimate"] - whole) - shift) < _SAME]
    names = listed([left["omitted"] for left in most])
    if len(most) > 1:
        return [
            f"The most influential studies are {names}: leaving out any of them moves the estimate "
            f"by {fixed(100 * shift)} points."
        ]
    return [
        f"The most influential study is {names}: without it the estimate is "
        f"{percent(most[0]['estimate'])} % instead of {percent(whole)} %."
    ]


def _names(fitted: Sequence[Model], value: float) -> str:
    return listed([left["omitted"] for left in fitted if abs(left["estimate"] - value) < _SAME])


def _rule(series: Sequence[Model]) -> str:
    rules = tuple(dict.fromkeys(interval_name(left) for left in series))
    if len(rules) == 1:
        return f"One rule holds for the whole series: {rules[0]}."
    return f"Intervals of the series: {'; '.join(rules)}."
