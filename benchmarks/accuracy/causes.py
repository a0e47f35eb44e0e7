"""Why numbers differ: one text for each cause."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """What differs, and why."""

    title: str
    reason: str


R_DIFFERS = {
    "reml-stops": Cause(
        "metafor, default control: REML ends with an error",
        "Full steps of Fisher scoring cycle. The equation has a root; half steps find it.",
    ),
    "other-maximum": Cause(
        "metafor, tight control: τ² of a lower maximum",
        "The likelihood has two maxima and metafor's start lies on the side of the lower one. Here "
        "the likelihood is scanned and the highest maximum taken.",
    ),
    "pm-zero": Cause(
        "metafor, default control: Paule–Mandel gives 0 where a root exists",
        "The root is smaller than the absolute tolerance of `uniroot`, about 1.2 × 10⁻⁴.",
    ),
    "pm-tolerance": Cause(
        "metafor, default control: Paule–Mandel stops early",
        "`uniroot` has an absolute tolerance of about 1.2 × 10⁻⁴, whatever the size of the "
        "sampling variances.",
    ),
    "scoring-tolerance": Cause(
        "metafor, default control: REML, ML and EB stop early",
        "Fisher scoring stops when a step is below 10⁻⁵, an absolute size far above τ² where "
        "totals are large.",
    ),
    "q-profile-empty": Cause(
        "metafor: Q-profile interval [0, 0]",
        "Even at τ² = 0, Q lies below its lower limit: the set of values that agree with the data "
        "is empty. Here it is reported as empty.",
    ),
    "q-profile-bracket": Cause(
        "metafor, default control: Q-profile limit of 100",
        "`confint` searches up to τ² = 100 unless `tau2.max` says otherwise. Here the bracket "
        "grows until it holds the root.",
    ),
    "constant-response": Cause(
        "`rma.glmm`: error where all rates are equal",
        "lme4 refuses a constant response. The maximum is τ² = 0.",
    ),
    "inner-iteration": Cause(
        "`rma.glmm`: error with large totals",
        "The inner iteration of lme4 does not settle.",
    ),
    "glmm-default": Cause(
        "`rma.glmm`, default control and 7 nodes",
        "Seven Gauss–Hermite nodes at the mode, and the tolerances of lme4's optimiser and inner "
        "iteration.",
    ),
    "glmm-nodes-7": Cause(
        "`rma.glmm`, tight control and 7 nodes",
        "Seven Gauss–Hermite nodes are too few for the skewed integrands of small or rare counts.",
    ),
    "glmm-nodes-25": Cause(
        "`rma.glmm`, tight control and 25 nodes",
        "Many rows without events and a large τ²: the integrands are so skewed that even these "
        "nodes miss part of them. With large totals, the inner iteration of lme4.",
    ),
    "glmm-nodes-50": Cause(
        "`rma.glmm`, tight control and 50 nodes",
        "As with 25 nodes; what is left is the tolerance of lme4's optimiser and inner iteration.",
    ),
    "lme4-tolerance": Cause(
        "`glmer`, tight control and 50 nodes: subgroups and meta-regression",
        "The tolerance of lme4's optimiser.",
    ),
    "rma-mv-maximum": Cause(
        "`rma.mv`: variances of a lower maximum",
        "The likelihood has two maxima and metafor's start lies on the side of the lower one. Here "
        "several starts are tried and the highest is taken.",
    ),
    "rma-mv-tolerance": Cause(
        "`rma.mv`: variances stop early",
        "The tolerance of its optimiser.",
    ),
}

NOT_COMPARED = {
    "same-rows": Cause(
        "Specifications that keep all rows",
        "Reference values for rows of ten patients or more; where all rows have as many, that is "
        "no selection of its own here.",
    ),
    "prediction-z": Cause(
        "Prediction limits after a z test",
        "metafor takes normal quantiles; here they are always those of t with rows − 1 degrees of "
        "freedom.",
    ),
    "prediction-two": Cause(
        "Prediction limits with two rows",
        "Not reported here: they need three studies.",
    ),
    "prediction-no-width": Cause(
        "Prediction limits where the standard error is 0",
        "Not reported here: they would have no width.",
    ),
    "clamped": Cause(
        "Limits outside 0 to 1",
        "R leaves limits of raw and log rates, and of Agresti and Coull, as they are; here they "
        "end at 0 or 1. Each was checked to be one of the two.",
    ),
    "i2-common": Cause(
        "I² of the common-effect model",
        "metafor takes it from Q; here it is not defined, since I² comes from τ².",
    ),
    "empty": Cause(
        "Empty Q-profile intervals",
        "Reference and Rechallenge agree that no value of τ² is left.",
    ),
    "jeffreys-end": Cause(
        "Jeffreys limits at no events and at events throughout",
        "The limit is set to 0 or 1 here, as Brown, Cai and DasGupta propose; the reference is the "
        "plain quantile.",
    ),
    "no-maximum": Cause(
        "No events, or events throughout",
        "The likelihood has no maximum. Rechallenge reports the exact interval of the summed "
        "counts.",
    ),
    "exact": Cause(
        "No events, or events throughout, where R has a value",
        "Rechallenge reports the exact interval of the summed counts and fits no model.",
    ),
    "one-row": Cause("Series with a single row left", "One row is not pooled."),
    "r2": Cause(
        "R² without variance to explain",
        "The model without moderators has τ² = 0.",
    ),
}

# By the first word of the quantity's key.
FEWER_DIGITS = {
    "engine": Cause(
        "PyMARE",
        "Its optimiser stops at an absolute change. Our own core, which has the digits of the "
        "rows above, checks each of these fits; both values are in the notes where they differ by "
        "more than 10⁻⁵.",
    ),
    "bayes": Cause(
        "Bayes",
        "The marginal density is tabulated on a grid of logits with a spline between its points. "
        "The error this leaves is one of the logit itself, and so weighs more, in relative terms, "
        "on a quantile near 0.",
    ),
}


def fewer_digits(key: str) -> Cause:
    """Why a quantity of the catalogue has fewer digits than promised.

    Raises
    ------
    ValueError
        When no reason is known: then it is an error of ours until one is found.
    """
    kind = key.split("-", maxsplit=1)[0]
    if kind not in FEWER_DIGITS:
        raise ValueError(f"{key} has fewer digits than promised, and no known reason")
    return FEWER_DIGITS[kind]
