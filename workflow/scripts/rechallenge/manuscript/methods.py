"""The methods of an analysis in the past tense, made from what was run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.contract import MEASURES, TAU2_NAMES
from rechallenge.manuscript.prose import Sentence
from rechallenge.manuscript.sensitivity import sensitivity_sentences
from rechallenge.report.quantities import level_percent, primary_model

Result = Mapping[str, Any]

PROTOCOL_GAP = (
    "[To be completed by the authors: which of these analyses, subgroups and settings the protocol "
    "planned, and which were added later.]"
)
TAU2_SOURCES = {
    "DL": "dersimonian1986",
    "PM": "paule1982",
    "SJ": "sidik2005",
    "REML": "viechtbauer2005",
    "ML": "viechtbauer2005",
}
_INTERVALS = {
    "z": Sentence("is a Wald interval."),
    "t": Sentence(
        "is based on the t distribution, with one degree of freedom less than there are studies."
    ),
    "knha": Sentence(
        "is that of Hartung and Knapp.",
        ("hartung2001",),
    ),
    "adhoc": Sentence(
        "is that of Hartung and Knapp with the ad hoc correction, which "
        "is never narrower than the Wald standard error allows.",
        ("hartung2001", "knapp2003"),
    ),
    "profile": Sentence(
        "is based on the profile likelihood.",
        ("venzon1988",),
    ),
    "profile-t": Sentence(
        "is based on the profile likelihood, with the squared quantile of "
        "the t distribution (studies − 1 degrees of freedom) as its cut-off.",
        ("venzon1988",),
    ),
    "cr2": Sentence(
        "is cluster-robust (CR2) with Satterthwaite degrees of freedom.",
        ("pustejovsky2018",),
    ),
}
_TAU2_INTERVALS = {
    "glmm": Sentence(" with its profile-likelihood confidence interval", ("venzon1988",)),
    "inverse-variance": Sentence(" with its Q-profile confidence interval", ("viechtbauer2007",)),
    "bayes": Sentence(" with its credible interval"),
}
_AUTO_GLMM = Sentence(
    "was chosen by the number of studies: profile likelihood with two, "
    "the t distribution with three to five, and profile likelihood with a t cut-off from six on, "
    "the rule that kept its nominal coverage best in the simulation that comes with the software.",
    ("venzon1988",),
)


def methods_paragraphs(
    estimates: Result, software: Mapping[str, str]
) -> tuple[tuple[Sentence, ...], ...]:
    """Write the statistical methods of an analysis.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    software : mapping
        Names of programs and their versions.

    Returns
    -------
    tuple of tuple of Sentence
        Three paragraphs: pooling, sensitivity, software; the last ends with a bracketed gap for
        what only the authors know. Where nothing was pooled, what was done instead.
    """
    model = primary_model(estimates)
    if model is None:
        return ((Sentence("No pooled analysis was done."),), _software(software))
    if model["method"] == "exact":
        return (_exact(estimates), _software(software))
    return (
        (*_model(estimates, model), *_heterogeneity(estimates, model)),
        sensitivity_sentences(estimates, model),
        _software(software),
    )


def _exact(estimates: Result) -> tuple[Sentence, ...]:
    return (
        Sentence(
            "No random-effects model can be fitted to these data; the proportion of the summed "
            f"counts is given with its exact (Clopper–Pearson) {level_percent(estimates['level'])} "
            "confidence interval.",
            ("clopper1934",),
        ),
    )


def _model(estimates: Result, model: Result) -> list[Sentence]:
    sentences = [_pooling(model), *_zero_cells(estimates, model)]
    settings = estimates["settings"]["model"]
    auto = model["method"] == "glmm" and settings["test"] == "auto" and model["tau2_method"] != "FE"
    interval = _AUTO_GLMM if auto else _INTERVALS.get(model["interval"])
    if interval is not None:
        start = "The confidence interval of the pooled proportion"
        sentences.append(Sentence(f"{start} {interval.text}", interval.cites))
    level = level_percent(estimates["level"])
    sentences.append(Sentence(f"Confidence and prediction intervals have a level of {level}."))
    if model["method"] in ("glmm", "inverse-variance") and model["tau2_method"] != "FE":
        sentences.append(
            Sentence(
                "The pooled proportion is the median of the true proportions of studies; their "
                "mean is given beside it where the two differ by half a percentage point or more."
            )
        )
    if model["tau2_method"] != "FE" and model["method"] != "beta-binomial":
        sentences.append(
            Sentence(
                "Prediction intervals for the true proportion of a similar study use the t "
                "distribution on the scale of the model.",
                ("higgins2009", "partlett2017"),
            )
        )
    if estimates["rows"] > estimates["studies"]:
        sentences.append(_arms(settings["arms"]))
    sentences.append(
        Sentence(
            "Confidence intervals of single studies are exact (Clopper–Pearson).", ("clopper1934",)
        )
    )
    return sentences


def _pooling(model: Result) -> Sentence:
    if model["method"] == "glmm" and model["tau2_method"] == "FE":
        return Sentence(
            "Proportions were pooled with a binomial model that assumes one common proportion."
        )
    if model["method"] == "glmm":
        return Sentence(
            "Proportions were pooled with a binomial–normal random-effects model (random-intercept "
            "logistic regression), fitted by maximum likelihood with adaptive numerical "
            "integration.",
            ("stijnen2010",),
        )
    if model["method"] == "beta-binomial":
        return Sentence(
            "Proportions were pooled with the beta-binomial model, fitted by maximum likelihood; "
            "its estimate is the mean of the true proportions.",
            ("griffiths1973",),
        )
    if model["method"] == "bayes":
        return Sentence(
            "Proportions were pooled with a Bayesian binomial–normal random-effects model with a "
            f"{_prior(model)} prior on the between-study standard deviation τ of the "
            "logits and a uniform prior on the median proportion, by deterministic numerical "
            "integration; estimates are posterior medians with credible intervals."
        )
    if model["method"] == "multilevel":
        return Sentence(
            "Proportions were pooled with a three-level random-effects model (arms within studies) "
            f"on the {MEASURES[model['measure']]} scale, fitted by restricted maximum likelihood.",
            ("konstantopoulos2011",),
        )
    return _inverse_variance(model)


def _prior(model: Result) -> str:
    return str(model["tau2_method"]).replace("cauchy", "Cauchy")


def _inverse_variance(model: Result) -> Sentence:
    scale = MEASURES[model["measure"]]
    cites = ("freeman1950", "schwarzer2019") if model["measure"] == "PFT" else ()
    if model["tau2_method"] == "FE":
        return Sentence(
            f"Proportions were pooled by inverse variance on the {scale} scale under one common "
            "effect.",
            cites,
        )
    source = TAU2_SOURCES.get(model["tau2_method"])
    return Sentence(
        f"Proportions were pooled by inverse variance on the {scale} scale with random effects; "
        f"the between-study variance τ² was estimated by {TAU2_NAMES[model['tau2_method']]}.",
        (*cites, *([source] if source else [])),
    )


def _zero_cells(estimates: Result, model: Result) -> list[Sentence]:
    if model["method"] in ("glmm", "beta-binomial", "bayes"):
        return [
            Sentence(
                "Studies with 0 % or 100 % entered with their observed counts, without a "
                "continuity correction."
            )
        ]
    if model["measure"] in ("PAS", "PFT"):
        return [Sentence("No continuity correction was needed.")]
    added = f"{estimates['settings']['model']['zero_cell']:g}"
    return [
        Sentence(
            f"{added} was added to events and non-events of rows with 0 % or 100 %, and of no "
            "other rows."
        )
    ]


def _arms(arms: str) -> Sentence:
    if arms == "combine":
        return Sentence("The counts of the arms of one study were summed before pooling.")
    if arms == "multilevel":
        return Sentence("Arms of one study were nested in their study.")
    return Sentence(
        "Arms of one study, which hold different patients, entered as separate rows; degrees of "
        "freedom were counted by studies."
    )


def _heterogeneity(estimates: Result, model: Result) -> list[Sentence]:
    if model["tau2"] is None or model["tau2_method"] == "FE":
        return []
    with_interval = Sentence("")
    if model["tau2_low"] is not None:
        with_interval = _TAU2_INTERVALS.get(model["method"], with_interval)
    sentences = [
        Sentence(
            f"Variation between studies was described by τ² on the {MEASURES[model['measure']]} "
            f"scale{with_interval.text}.",
            with_interval.cites,
        )
    ]
    if model["i2"] is not None:
        sentences.append(
            Sentence(
                "I² was computed from τ² and the typical sampling variance, and was not used to "
                "choose a model.",
                ("higgins2002",),
            )
        )
    if model["q"] is not None and estimates["studies"] > 2:
        kind = "a likelihood-ratio test" if model["q_type"] == "LR" else "Cochran’s Q"
        sentences.append(Sentence(f"Homogeneity was tested by {kind}."))
    return sentences


def _software(software: Mapping[str, str]) -> tuple[Sentence, ...]:
    def named(*names: str) -> str:
        titles = {"numpy": "NumPy", "scipy": "SciPy", "pymare": "PyMARE", "python": "Python",
                  "snakemake": "Snakemake", "matplotlib": "Matplotlib"}  # fmt: skip
        return ", ".join(f"{titles[name]} {software[name]}" for name in names if name in software)

    return (
        Sentence(
            f"Analyses were done with Rechallenge {software['rechallenge']} "
            f"({named('python', 'numpy', 'scipy', 'pymare')}), run by {named('snakemake')}; "
            f"figures were drawn with {named('matplotlib')}.",
            ("molder2021", "harris2020", "virtanen2020", "hunter2007"),
        ),
        Sentence(PROTOCOL_GAP),
    )
