"""Tables of the manuals, made from the schema and from the names that the program knows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rechallenge.config.validation import SCHEMA_PATH, load_schema, resolved
from rechallenge.contract import COLUMNS, RISK_OF_BIAS_PREFIX, Column
from rechallenge.prisma.items import ITEMS, Item
from rechallenge.risk_of_bias.tools import TOOLS, Tool
from rechallenge.risk_of_bias.words import Judgement

ROOT = SCHEMA_PATH.parents[2]
CONFIG_MARKER = "config-reference"
COLUMN_MARKER = "column-reference"
BIAS_MARKER = "bias-reference"
FLOW_MARKER = "flow-reference"
MANUALS = {
    "config/README.md": (CONFIG_MARKER, COLUMN_MARKER),
    "data/README.md": (COLUMN_MARKER,),
    "docs/risk-of-bias.md": (BIAS_MARKER,),
    "docs/selection-of-studies.md": (FLOW_MARKER,),
}
NAMED = ("analyses", "bulk.methods")
"""Groups whose keys are names that the reviewer chooses."""
_KINDS = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "yes or no",
    "array": "list",
    "object": "group of keys",
}
_CELLS = {
    "text": "text",
    "count": "whole number",
    "percent": "0 to 100",
    "number": "number",
    "year": "year",
    "flag": "0 or 1",
}


def reference_table(schema: Mapping[str, Any]) -> str:
    """Return a Markdown table of every key of the configuration: meaning, values, default.

    Parameters
    ----------
    schema : mapping
        JSON Schema of the configuration, such as `validation.load_schema` returns.
    """
    lines = ["| Key | Meaning | Values | When left out |", "|---|---|---|---|"]
    for path, node in _keys(schema, schema, ""):
        cells = (f"`{path}`", node["description"], _values(node), _default(node))
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(lines) + "\n"


def column_table(columns: Sequence[Column]) -> str:
    """Return a Markdown table of the columns of the study files."""
    lines = ["| Column | Meaning | Cells | Same in all rows of a study |", "|---|---|---|---|"]
    for column in columns:
        kind = ", ".join(f"`{choice}`" for choice in column.choices) or _CELLS[column.kind]
        cells = (f"`{column.name}`", column.meaning, kind, "yes" if column.of_study else "")
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(lines) + "\n"


def bias_tables(tools: Iterable[Tool]) -> str:
    """Return a Markdown table for each tool of the risk of bias: its columns and its words."""
    parts = []
    for tool in tools:
        if not tool.domains:
            continue
        lines = [f"### {tool.name}: `{tool.id}`", "", f"{tool.citation}.", ""]
        lines += ["| | Column | Domain |", "|---|---|---|"]
        for i, domain in enumerate(tool.domains):
            cells = (tool.short(i), f"`{RISK_OF_BIAS_PREFIX}{domain.key}`", domain.name)
            lines.append(f"| {' | '.join(map(_cell, cells))} |")
        words = [_word(judgement) for judgement in tool.judgements]
        lines += ["", f"Judgements: {'; '.join(words)}.", ""]
        if tool.least:
            lines += [f"The first {tool.least} items alone are enough.", ""]
        parts.append("\n".join(lines))
    return "\n".join(parts)


def _word(judgement: Judgement) -> str:
    meaning = f" ({judgement.meaning.lower()})" if judgement.meaning else ""
    return f"`{judgement.name}`{meaning}, shown as {judgement.sign}"


def flow_table(items: Iterable[Item]) -> str:
    """Return a Markdown table of the numbers of a flow diagram."""
    lines = ["| `data` | What it counts | Needed | `n` |", "|---|---|---|---|"]
    for item in items:
        kind = "number, or `text, number; text, number`" if item.parts else "number"
        cells = (f"`{item.key}`", item.text, "yes" if item.needed else "", kind)
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(lines) + "\n"


def with_tables(manual: str, markers: Iterable[str]) -> str:
    """Return the text of a manual with the tables between its markers renewed.

    Raises
    ------
    ValueError
        When a marker is missing.
    """
    tables = {
        CONFIG_MARKER: reference_table(load_schema()),
        COLUMN_MARKER: column_table(COLUMNS),
        BIAS_MARKER: bias_tables(TOOLS.values()),
        FLOW_MARKER: flow_table(ITEMS.values()),
    }
    for marker in markers:
        start, end = f"<!-- {marker}:start -->\n", f"<!-- {marker}:end -->"
        before, found_start, rest = manual.partition(start)
        _, found_end, after = rest.partition(end)
        if not (found_start and found_end):
            raise ValueError(f"the markers {start.strip()} and {end} are missing")
        manual = f"{before}{start}{tables[marker]}{end}{after}"
    return manual


def main() -> None:
    """Renew the tables in the manuals of the repository."""
    for name, markers in MANUALS.items():
        path: Path = ROOT / name
        text = path.read_text(encoding="utf-8")
        path.write_text(with_tables(text, markers), encoding="utf-8", newline="\n")


def _keys(
    node: Mapping[str, Any], root: Mapping[str, Any], prefix: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, raw in node.get("properties", {}).items():
        child, path = resolved(raw, root), f"{prefix}{key}"
        yield path, child
        if path in NAMED:
            one = resolved(child["additionalProperties"], root)
            yield f"{path}.<name>", one
            yield from _keys(one, root, f"{path}.<name>.")
        elif not path.endswith(">.model"):
            yield from _keys(child, root, f"{path}.")


def _values(node: Mapping[str, Any]) -> str:
    if "enum" in node:
        return ", ".join(f"`{choice}`" for choice in node["enum"])
    kinds = node.get("type", "object")
    listed = [kinds] if isinstance(kinds, str) else list(kinds)
    if "string" in listed:
        listed = [kind for kind in listed if kind != "number"]
    words = " or ".join(_KINDS[kind] for kind in listed)
    examples = node.get("examples")
    return f"{words}, such as `{examples[0]}`" if examples else words


def _default(node: Mapping[str, Any]) -> str:
    default = node["default"]
    if default in (None, "", {}, []):
        return ""
    return f"`{default if isinstance(default, str) else json.dumps(default)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
