"""What was done beside the headline model, in the past tense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.contract import MEASURES, TAU2_NAMES
from rechallenge.manuscript.prose import Sentence
from rechallenge.report.sentences import listed
from rechallenge.report.subgroups import readable

Result = Mapping[str, Any]

_NAMES: dict[str, tuple[str, tuple[str, ...]]] = {
    "glmm": ("the binomial–normal random-effects model", ("stijnen2010",)),
    "beta-binomial": ("the beta-binomial model", ("griffiths1973",)),
    "multilevel": ("a three-level model of arms within studies", ("konstantopoulos2011",)),
}


def sensitivity_sentences(estimates: Result, model: Result) -> tuple[Sentence, ...]:
    """Tell the other models, the series, the subgroups and the moderators of an analysis.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    model : mapping
        The model of the headline.
    """
    sentences = [Sentence(*_other_models(estimates, model))]
    done = []
    if estimates["leave_one_out"]:
        done.append("leaving out each study in turn")
    if estimates["cumulative"]:
        done.append("adding studies one after the other by year of publication")
    if done:
        sentences.append(Sentence(f"Stability was examined by {listed(done)}."))
    if estimates["influence"]:
        sentences.append(Sentence("Influence diagnostics were computed.", ("viechtbauer2010",)))
    if estimates["readings"].get("combinations"):
        sentences.append(
            Sentence(
                "Where a count had been worked out from a printed percentage that fits more than "
                "one count, the analysis was repeated with every reading."
            )
        )
    if estimates["overlap"].get("groups"):
        sentences.append(
            Sentence(
                "Of studies that may share patients, all but the largest of each group were left "
                "out in a sensitivity analysis."
            )
        )
    sentences += _subgroups(estimates)
    if estimates["small_study"]:
        kind = estimates["settings"]["small_study"]
        cite = "peters2006" if kind == "peters" else "rucker2008"
        sentences.append(
            Sentence(
                "A pattern between the size of studies and their proportions was tested by "
                "regression, and the false-positive rate of this test was simulated.",
                (cite,),
            )
        )
    return tuple(sentences)


def _other_models(estimates: Result, model: Result) -> tuple[str, tuple[str, ...]]:
    names: dict[str, None] = {}
    cites: list[str] = []
    for other in estimates["models"]:
        if other["id"] == model["id"]:
            continue
        name, keys = _short(other)
        if name not in names:
            names[name] = None
            cites += keys
    text = f"To see how far the result depends on the model, we also fitted {listed([*names])}."
    return text, tuple(dict.fromkeys(cites))


def _short(model: Result) -> tuple[str, tuple[str, ...]]:
    """Name a model in the middle of a sentence, with what it cites."""
    if model["method"] == "inverse-variance":
        scale = MEASURES[model["measure"]]
        keys = ("viechtbauer2005",) if model["tau2_method"] in ("REML", "ML") else ()
        more = ("hartung2001",) if model["test"] in ("knha", "adhoc") else ()
        estimator = TAU2_NAMES.get(model["tau2_method"], "a common effect")
        return f"an inverse-variance model on the {scale} scale ({estimator})", keys + more
    if model["method"] == "bayes":
        prior = model["tau2_method"].replace("cauchy", "Cauchy")
        return f"a Bayesian model with a {prior} prior on τ", ()
    if model["id"].endswith("-combined"):
        return "the binomial–normal model with the arms of each study summed", ()
    if model["method"] == "glmm" and model["tau2_method"] == "FE":
        return "a common-effect binomial model", ()
    return _NAMES[model["method"]]


def _subgroups(estimates: Result) -> list[Sentence]:
    sentences = []
    if estimates["subgroups"]:
        names = listed([readable(name) for name in estimates["subgroups"]])
        modes = {groups["tau2_mode"] for groups in estimates["subgroups"].values()}
        variance = "a common τ²" if modes == {"common"} else "a separate τ² in each subgroup"
        sentences.append(
            Sentence(
                f"Subgroups by {names} were compared by a test between subgroups with {variance}."
            )
        )
    if estimates["meta_regression"]:
        sentences.append(Sentence(_moderators(list(estimates["meta_regression"].values()))))
    return sentences


def _moderators(regressions: Sequence[Result]) -> str:
    names = [listed([readable(m) for m in regression["moderators"]]) for regression in regressions]
    return (
        f"Meta-regressions on {listed(list(dict.fromkeys(names)))} were fitted with likelihood-"
        "ratio tests and, on the logit scale, with the Hartung–Knapp test and a permutation test."
    )
