"""Reading a configuration: every problem at once, each with its place and its remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rechallenge.config.bulk import bulk_settings
from rechallenge.config.documents import KeyPath, read_document
from rechallenge.config.model_choice import MODEL_KEYS, completed, impossible, overridden
from rechallenge.config.paths import path_problem, results_problem, slug_problem, table_problem
from rechallenge.config.places import Origins, Problem, plain, shown
from rechallenge.config.settings import (
    AnalysisSettings,
    Edition,
    FigureSettings,
    ModelSettings,
    ReviewSettings,
)
from rechallenge.config.validation import (
    load_schema,
    nearest,
    pruned,
    schema_problems,
    tidied,
)
from rechallenge.contract import (
    ALIASES,
    COLUMN,
    DOI,
    FIGURES,
    INVISIBLE,
    OUTCOME_NAMES,
    RISK_OF_BIAS_PREFIX,
    Acceptance,
    Condition,
)
from rechallenge.errors import ConfigError

# Also what a file of the report cannot hold.
_HIDDEN = re.compile(f"[{INVISIBLE}\x0b-\x0d\x1c-\x1f\ud800-\udfff]")


def load_config(path: Path) -> ReviewSettings:
    """Read the configuration file of a review.

    Raises
    ------
    ConfigError
        With one message per problem: file, line, key, what is wrong, how to mend it.
    """
    document = read_document(path)
    return _settings(document.value, Origins(document.name, (document,)))


def read_settings(
    raw: Mapping[Any, Any], *, name: str, sources: Sequence[Path] = ()
) -> ReviewSettings:
    """Turn an already merged configuration into settings.

    Parameters
    ----------
    raw : mapping
        Dictionaries, lists and single values, as YAML gives them.
    name : str
        What messages call it, such as ``config/config.yaml``.
    sources : sequence of Path
        The files it was merged from, in that order. They give messages their lines, and values
        such as ``no`` or ``1.10`` the text that was typed.

    Raises
    ------
    ConfigError
        With one message per problem.
    """
    documents = tuple(read_document(Path(source)) for source in sources)
    return _settings(raw, Origins(name, documents))


def _settings(raw: object, origins: Origins) -> ReviewSettings:
    if not isinstance(raw, Mapping):
        raise ConfigError(
            f"{origins.name}: the configuration holds no keys; write for example "
            "“data: {studies: data/studies}”."
        )
    schema = load_schema()
    value = tidied(plain(raw, name=origins.name), schema, schema)
    problems = schema_problems(value, schema)
    builder = _Builder(origins, problems)
    settings = builder.review(pruned(value, problems))
    if builder.problems:
        raise ConfigError(list(dict.fromkeys(map(origins.message, builder.problems))))
    return settings


class _Builder:
    """Builds settings from a configuration that fits the schema, and collects other problems."""

    def __init__(self, origins: Origins, problems: Sequence[Problem]) -> None:
        self.origins = origins
        self.problems = list(problems)
        self.wrong = {problem.path[: _depth(problem.path)] for problem in problems}

    def review(self, value: Mapping[str, Any]) -> ReviewSettings:
        review, data = value.get("review", {}), value.get("data", {})
        model = value.get("model", {})
        figures = value.get("figures", {})
        studies = self.path(("data", "studies"), data.get("studies", "data/studies"))
        published = self.path(("data", "published"), data.get("published"))
        settings = ReviewSettings(
            title=self.text(("review", "title"), review.get("title", "Pooled proportions")),
            version=self.text(("review", "version"), review.get("version", "")),
            last_search=self.day(("review", "last_search"), review.get("last_search")),
            studies=studies or "",
            columns=self.columns(data.get("columns", {})),
            sheet=self.text(("data", "sheet"), data["sheet"]) if "sheet" in data else None,
            published=published,
            unresolved=self.path(("data", "unresolved"), data.get("unresolved")),
            readings=self.path(("data", "readings"), data.get("readings")),
            risk_of_bias=self.path(("data", "risk_of_bias"), data.get("risk_of_bias")),
            prisma=self.path(("data", "prisma"), data.get("prisma")),
            previous=self.previous(review.get("previous"), value.get("results", "results")),
            accept=self.accept(data.get("accept", [])),
            results=self.results(value.get("results", "results"), studies),
            analyses=tuple(
                self.analysis(slug, block, model, figures, has_published=published is not None)
                for slug, block in value.get("analyses", {}).items()
            ),
            model=completed(model),
            figures=self.figures(("figures",), {}, figures),
            drawn=self.drawn(("figures", "draw"), figures.get("draw", "all")),
            edition=self.edition(review),
            bulk=bulk_settings(
                value.get("bulk", {}),
                model,
                self,
                sound=not self.wrong & {("bulk",), ("model",)},
            ),
            names_studies=bool(data or value.get("analyses") or review.get("previous")),
        )
        self.combinations(settings.model, dict.fromkeys(MODEL_KEYS, ("model",)))
        if settings.bulk:
            self.refuse(
                ("bulk", "table"),
                table_problem(
                    settings.bulk.table, results=settings.results, folder=Path.cwd().as_posix()
                ),
            )
        return settings

    def edition(self, value: Mapping[str, Any]) -> Edition:
        path: KeyPath = ("review",)
        living = value.get("living", {})
        texts = {
            key: self.text((*path, key), value[key]).strip()
            for key in ("doi", "licence")
            if key in value
        }
        texts |= {
            key: self.text((*path, "living", key), living[key]).strip()
            for key in ("schedule", "retirement")
            if key in living
        }
        doi = texts.get("doi", "")
        if doi and not DOI.fullmatch(doi):
            remedy = "write it without an address in front, such as 10.5281/zenodo.0000000"
            self.refuse((*path, "doi"), (f"{shown(doi)} is not a DOI", remedy))
        return Edition(
            authors=self.names((*path, "authors"), value.get("authors", [])),
            mode=living.get("mode"),
            next_search=self.day((*path, "living", "next_search"), living.get("next_search")),
            **texts,
        )

    def analysis(
        self,
        slug: str,
        block: Mapping[str, Any],
        model: Mapping[str, Any],
        figures: Mapping[str, Any],
        *,
        has_published: bool,
    ) -> AnalysisSettings:
        place: KeyPath = ("analyses", slug)
        self.refuse(place, slug_problem(slug))
        outcome = self.text((*place, "outcome"), block["outcome"]) if "outcome" in block else None
        label = OUTCOME_NAMES.get(outcome or "", slug)
        published = None
        if "published" in block:
            published = self.conditions((*place, "published"), block["published"])
            if outcome is not None:
                published.setdefault("outcome", (outcome,))
            if not has_published:
                remedy = "write for example “published: data/published_pooled.csv” under “data”"
                self.refuse((*place, "published"), ("no file of published values is named", remedy))
        benchmark = block.get("benchmark")
        return AnalysisSettings(
            slug=slug,
            label=self.text((*place, "label"), block.get("label", label)),
            outcome=outcome,
            where=self.conditions((*place, "where"), block.get("where", {})),
            subgroups=self.names((*place, "subgroups"), block.get("subgroups", [])),
            moderators=self.names((*place, "moderators"), block.get("moderators", [])),
            small_study=block.get("small_study", "none"),
            benchmark=None if benchmark is None else float(benchmark),
            published=published,
            model=self.model(place, block, model),
            figures=self.figures((*place, "figures"), figures, block.get("figures", {})),
        )

    def figures(
        self, path: KeyPath, base: Mapping[str, Any], own: Mapping[str, Any]
    ) -> FigureSettings:
        """Lay the keys of an analysis over those of the review."""
        given = {key: value for key, value in (dict(base) | dict(own)).items() if key != "draw"}
        for key in ("columns", "models"):
            if key in given:
                given[key] = self.names((*path, key), given[key])
        if "width" in given:
            given["width"] = float(given["width"])
        return FigureSettings(**given)

    def drawn(self, path: KeyPath, value: str | Sequence[str]) -> tuple[str, ...]:
        """Return the figures that are drawn, in the order of the contract."""
        if value in ("all", "none"):
            return FIGURES if value == "all" else ()
        wished = self.names(path, value)
        for name in wished:
            if name not in FIGURES:
                near = nearest(name, FIGURES)
                hint = f"did you mean “{near}”?" if near else f"there are {', '.join(FIGURES)}"
                self.refuse(path, (f"there is no figure {shown(name)}", hint))
        return tuple(name for name in FIGURES if name in wished)

    def model(
        self, place: KeyPath, block: Mapping[str, Any], base: Mapping[str, Any]
    ) -> ModelSettings:
        grouped = block.get("model", {})
        direct = {key: block[key] for key in MODEL_KEYS if key in block}
        for key in direct:
            if key in grouped:
                twice = f"“{key}” stands here and under “model” of the same analysis"
                self.refuse((*place, key), (twice, "keep one of the two"))
        places: dict[str, KeyPath] = dict.fromkeys(MODEL_KEYS, ("model",))
        places |= dict.fromkeys(grouped, (*place, "model")) | dict.fromkeys(direct, place)
        settings = completed(overridden(base, grouped | direct))
        own = bool(grouped or direct)
        if own and place not in self.wrong:
            self.combinations(settings, places)
        return settings

    def combinations(self, model: ModelSettings, places: Mapping[str, KeyPath]) -> None:
        if ("model",) not in self.wrong:
            for key, what, remedy in impossible(model):
                self.refuse((*places[key], key), (what, remedy))

    def text(self, path: KeyPath, value: object) -> str:
        """Return a value as it was typed: ``1.10`` and not 1.1, ``no`` and not False."""
        typed = self.origins.typed(path, value)
        if isinstance(value, str) and _HIDDEN.search(value):
            # They can turn the direction of a line, or make a file unreadable.
            self.refuse(path, ("the text holds invisible characters", "type it again"))
        if typed is None and isinstance(value, bool):
            word = "true" if value else "false"
            reading = f"this value was read as {word}, which may stand for several words"
            self.refuse(path, (reading, "put the word in quotes"))
        return str(value) if typed is None else typed

    def names(self, path: KeyPath, value: object) -> tuple[str, ...]:
        """Return a list of texts without repeats; a single value is a list of one."""
        if not isinstance(value, list):
            return (self.text(path, value),)
        texts = (self.text((*path, index), item) for index, item in enumerate(value))
        return tuple(dict.fromkeys(texts))

    def conditions(self, path: KeyPath, value: Mapping[str, Any]) -> dict[str, Condition]:
        made: dict[str, Condition] = {}
        for column, condition in value.items():
            place = (*path, column)
            if not isinstance(condition, Mapping):
                made[column] = self.names(place, condition)
                continue
            ends = {end: float(condition[end]) for end in ("min", "max") if end in condition}
            made[column] = ends
            if ends.get("min", 0) > ends.get("max", ends.get("min", 0)):
                self.refuse(place, ("min is larger than max, so no row fits", "swap the two"))
        return made

    def columns(self, value: Mapping[str, Any]) -> dict[str, str]:
        headers: dict[str, str] = {}
        for key, header in value.items():
            place = ("data", "columns", key)
            name = ALIASES.get(key, key)
            if name not in COLUMN and not name.startswith(RISK_OF_BIAS_PREFIX):
                near = nearest(key, [*COLUMN, *ALIASES])
                hint = f"did you mean “{near}”? " if near else ""
                remedy = (
                    f"{hint}The left side is a column name of this program, the right side yours"
                )
                self.refuse(place, ("this is no column that the program knows", remedy))
                continue
            text = self.text(place, header).strip()
            if name in headers:
                self.refuse(place, (f"“{name}” is mapped twice", "keep one of the two"))
            elif not text:
                self.refuse(place, ("no header is given", "write the header or delete the key"))
            elif text in headers.values():
                remedy = "give each of our columns a header of its own"
                self.refuse(place, (f"the header {shown(text)} is mapped twice", remedy))
            headers[name] = text
        return headers

    def accept(self, value: Sequence[Mapping[str, Any]]) -> tuple[Acceptance, ...]:
        """Read which warnings the reviewer lets stand; errors cannot be."""
        made = []
        for number, entry in enumerate(value):
            place = ("data", "accept", number)
            code = str(entry.get("code", "")).strip()
            reason = self.text((*place, "reason"), entry.get("reason", "")).strip()
            if not re.fullmatch(r"[WN]\d{3}", code):
                what = f"{shown(code)} is no code of a warning or a note"
                remedy = "write the code that stands at the end of its message, such as W303"
                if code.startswith("E"):
                    remedy = "an error must be mended in the data"
                self.refuse((*place, "code"), (what, remedy))
            elif not reason:
                remedy = "write why the warning is right to stand; the report prints it"
                self.refuse((*place, "reason"), ("no reason is given", remedy))
            made.append(Acceptance(code, reason, entry.get("file", ""), entry.get("row")))
        return tuple(made)

    def day(self, path: KeyPath, value: str | None) -> str | None:
        if value is not None:
            try:
                sound = date.fromisoformat(value).isoformat() == value
            except ValueError:
                sound = False
            if not sound:
                remedy = "write year-month-day, such as 2026-10-01"
                self.refuse(path, (f"{shown(value)} is not a day of the calendar", remedy))
        return value

    def path(self, path: KeyPath, value: str | None) -> str | None:
        if value is not None:
            self.refuse(path, path_problem(value))
        return value

    def results(self, value: str, studies: str | None) -> str:
        problem = path_problem(value)
        if problem is None and studies and path_problem(studies) is None:
            problem = results_problem(value, studies=studies, folder=Path.cwd().as_posix())
        self.refuse(("results",), problem)
        return value

    def previous(self, value: str | None, results: str) -> str | None:
        path: KeyPath = ("review", "previous")
        if value is not None and Path(value).absolute() == Path(results).absolute():
            remedy = "copy the results of the edition before into another folder, and name that"
            self.refuse(path, ("this is the folder of the results themselves", remedy))
        return self.path(path, value)

    def refuse(self, path: KeyPath, problem: tuple[str, str] | None) -> None:
        if problem is not None:
            self.problems.append(Problem(path, *problem))


def _depth(path: KeyPath) -> int:
    return 2 if path[:1] == ("analyses",) else 1
