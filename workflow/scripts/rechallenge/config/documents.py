"""YAML text as plain values that remember where and how each of them was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rechallenge.errors import ConfigError

KeyPath = tuple[str | int, ...]
LARGEST_FILE = 1_000_000
DEEPEST = 20
_TAG = "tag:yaml.org,2002:"
_PLAIN_KINDS = ("str", "null", "bool", "int", "float", "timestamp", "merge", "value")
_HINTS = (
    ("\\t", "use spaces instead of tabs at the start of a line"),
    ("mapping values", "put text that contains a colon in quotes"),
    ("expected a single document", "keep one configuration per file, without a line “---”"),
    ("could not find expected ':'", "write “key: value”, with a colon and a space"),
    ("scanning a quoted scalar", "close the quotation mark"),
    ("flow", "close the bracket and put commas between the values"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A configuration file that was read.

    Attributes
    ----------
    name : str
        The file as the reviewer knows it.
    value : object
        Dictionaries with text keys, lists, text, numbers, True, False, None; dates are text.
    lines : mapping
        Line, counted from 1, of each key and list item by its path of keys.
    texts : mapping
        Each single value as it was typed: ``no`` and not False.
    """

    name: str
    value: Any
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    texts: Mapping[KeyPath, str] = field(default_factory=dict)

    def at(self, path: KeyPath) -> Any:
        """Return the value at a path of keys.

        Raises
        ------
        KeyError, IndexError, TypeError
            When there is none.
        """
        value = self.value
        for key in path:
            value = value[key]
        return value


def read_document(path: Path) -> Document:
    """Read a YAML file safely.

    Raises
    ------
    ConfigError
        When the file cannot be read or is not plain YAML, with the line.
    """
    name = shown_path(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise ConfigError(f"{name}: there is no such file; check its name and folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(
            f"{name}: the file cannot be read ({reason}); check its name and permissions."
        ) from None
    return parse_document(data, name=name)


def parse_document(data: bytes, *, name: str) -> Document:
    """Turn the bytes of a YAML file into a `Document`.

    Aliases (``*name``), tags (``!name``) and repeated keys are refused.

    Raises
    ------
    ConfigError
        With the line of everything that is wrong.
    """
    if len(data) > LARGEST_FILE:
        raise ConfigError(
            f"{name}: the file is larger than 1 MB, which no configuration needs; "
            "check that it is the right file."
        )
    try:
        loader = _Loader(data)
        loader.title = name
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise ConfigError(_syntax_message(error, name)) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise ConfigError(
            f"{name}: the file holds characters that are not text; save it as UTF-8."
        ) from None
    reading = _Reading(name)
    value = {} if root is None else reading.value(root, ())
    if reading.problems:
        raise ConfigError(reading.problems)
    return Document(name, value, reading.lines, reading.texts)


def shown_path(path: Path) -> str:
    """Return a path as the reviewer knows it: below the current folder where possible."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except (OSError, ValueError, RuntimeError):
        return path.as_posix()


class _Loader(yaml.SafeLoader):
    """A composer that refuses aliases, which can grow without bound, and deep nesting."""

    depth = 0
    title = ""

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, AliasEvent):
            raise self._refused(f"the alias “*{event.anchor}” is not allowed; write the values out")
        if self.depth >= DEEPEST:
            raise self._refused(f"values are nested more than {DEEPEST} deep; remove brackets")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refused(self, problem: str) -> ConfigError:
        line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
        return ConfigError(f"{self.title}, line {line}: {problem}.")


class _Reading:
    """Collects values, lines and problems while a tree of nodes is walked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[KeyPath, int] = {}
        self.texts: dict[KeyPath, str] = {}
        self.problems: list[str] = []

    def value(self, node: Node, path: KeyPath) -> Any:
        self.lines.setdefault(path, _line(node))
        if isinstance(node, MappingNode) and node.tag == _TAG + "map":
            return self._mapping(node, path)
        if isinstance(node, SequenceNode) and node.tag == _TAG + "seq":
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, ScalarNode) and node.tag.removeprefix(_TAG) in _PLAIN_KINDS:
            self.texts[path] = node.value
            return _scalar(node)
        self._problem(node, f"the tag “{node.tag}” is not allowed; remove it")
        return None

    def _mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, item in node.value:
            if not isinstance(key, ScalarNode):
                self._problem(key, "a key must be plain text; write “key: value”")
            elif key.value in values:
                first = self.lines[(*path, key.value)]
                self._problem(
                    key,
                    f"the key “{key.value}” stands a second time (first in line {first}); "
                    "keep one of them",
                )
            else:
                self.lines[(*path, key.value)] = _line(key)
                values[key.value] = self.value(item, (*path, key.value))
        return values

    def _problem(self, node: Node, text: str) -> None:
        self.problems.append(f"{self.name}, line {_line(node)}: {text}.")


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _scalar(node: ScalarNode) -> str | int | float | bool | None:
    """Type a value by the YAML 1.1 rules; what cannot be typed, and every date, stays text."""
    kind = node.tag.removeprefix(_TAG)
    constructor = yaml.constructor.SafeConstructor()
    try:
        if kind == "null":
            return None
        if kind == "bool":
            return bool(constructor.construct_yaml_bool(node))
        if kind == "int":
            return int(constructor.construct_yaml_int(node))
        if kind == "float":
            return float(constructor.construct_yaml_float(node))
    except (ValueError, KeyError, IndexError, OverflowError):
        pass
    return str(node.value)


def _syntax_message(error: yaml.MarkedYAMLError, name: str) -> str:
    mark = error.problem_mark or error.context_mark
    place = name if mark is None else f"{name}, line {mark.line + 1}, character {mark.column + 1}"
    problem = error.problem or error.context or "this is not YAML"
    whole = f"{error.context or ''} {problem}"
    remedy = next(
        (hint for sign, hint in _HINTS if sign in whole),
        "check the indentation and the quotation marks near this line",
    )
    return f"{place}: the file is not valid YAML ({problem}); {remedy}."
