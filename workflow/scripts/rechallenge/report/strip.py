"""The small drawing of a result in the overview."""

from __future__ import annotations

from dataclasses import dataclass

from rechallenge.report.quantities import Model, has_prediction


@dataclass(frozen=True, slots=True)
class Strip:
    """Positions on a line from 0 to 100 per cent, as text for a drawing."""

    estimate: str
    low: str
    high: str
    prediction_low: str | None
    prediction_high: str | None


def strip_of(model: Model) -> Strip | None:
    """Place a model on the line; None without a confidence interval."""
    if model["ci_low"] is None or model["ci_high"] is None:
        return None
    predicted = has_prediction(model)
    return Strip(
        estimate=_position(model["estimate"]),
        low=_position(model["ci_low"]),
        high=_position(model["ci_high"]),
        prediction_low=_position(model["pi_low"]) if predicted else None,
        prediction_high=_position(model["pi_high"]) if predicted else None,
    )


def _position(proportion: float) -> str:
    return f"{100 * proportion:.2f}"
