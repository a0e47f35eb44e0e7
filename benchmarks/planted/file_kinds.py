"""Files that cannot be read as they stand, or whose rows do not fit their header."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from benchmarks.planted.drafts import FIRST_ROW, Draft, Sheet, UnsuitedError, to_csv
from benchmarks.planted.plants import Kind, Plant, at, kind


def _whole(sheet: Sheet, *rows: int) -> Plant:
    return Plant(file=sheet.name, rows=frozenset(rows), whole=True)


def _lines(sheet: Sheet) -> list[str]:
    return to_csv(sheet.grid()).splitlines()


def _write(draft: Draft, sheet: Sheet, lines: list[str]) -> None:
    draft.written[sheet.name] = ("\n".join(lines) + "\n").encode()


def _encoded(encoding: str) -> Callable[[Draft], Plant]:
    def plant(draft: Draft) -> Plant:
        sheet = draft.sheet_with()
        sheet.rows[0]["study"] += " (Köln)"
        for row in sheet.rows:
            row["study"] = sheet.rows[0]["study"] if _same(row, sheet) else row["study"]
        text = to_csv(sheet.grid())
        try:
            draft.written[sheet.name] = text.encode(encoding)
        except UnicodeEncodeError:
            raise UnsuitedError from None
        return _whole(sheet)

    return plant


def _same(row: dict[str, str], sheet: Sheet) -> bool:
    first = sheet.rows[0]["study"].removesuffix(" (Köln)")
    return row["study"] == first


def _mixed_encodings(draft: Draft) -> Plant:
    sheet = draft.sheet_with(2)
    lines = [line.encode() for line in _lines(sheet)]
    row = draft.rng.randrange(1, len(lines))
    lines[row] = lines[row].replace(b",", b" Mu\xf1oz,", 1)
    lines[0] += ",größe".encode()
    lines[1:] = [line + b"," for line in lines[1:]]
    draft.written[sheet.name] = b"\n".join(lines) + b"\n"
    return replace(_whole(sheet), rows=frozenset())


def _nul_bytes(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    lines = _lines(sheet)
    row = draft.rng.randrange(1, len(lines))
    lines[row] += "\x00\x00"
    _write(draft, sheet, lines)
    return _whole(sheet, row + 1)


def _semicolons(draft: Draft) -> Plant:
    sheet = draft.sheet_with(1, "percent")
    decimal = ("percent", "ci_low", "ci_high", "median_followup_months")
    if not any("." in row.get(name, "") for row in sheet.rows for name in decimal):
        raise UnsuitedError
    for row in sheet.rows:
        row.update({name: row[name].replace(".", ",") for name in decimal if name in row})
    draft.written[sheet.name] = to_csv(sheet.grid(), ";").encode()
    return _whole(sheet)


def _old_line_ends(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    draft.written[sheet.name] = to_csv(sheet.grid()).replace("\n", "\r").encode()
    return _whole(sheet)


def _trailing_blanks(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    _write(draft, sheet, [*_lines(sheet), *["," * (len(sheet.header) - 1)] * 3])
    return _whole(sheet)


def _ragged(change: Callable[[str], str]) -> Callable[[Draft], Plant]:
    """Change the written line of one row."""

    def plant(draft: Draft) -> Plant:
        sheet = draft.sheet_with()
        lines = _lines(sheet)
        index = draft.rng.randrange(1, len(lines))
        if "\n".join(lines).count("\n") != len(sheet.rows) or '"' in lines[index]:
            raise UnsuitedError
        lines[index] = change(lines[index])
        _write(draft, sheet, lines)
        return Plant(
            file=sheet.name,
            rows=frozenset({index + 1}),
            touched=frozenset({(sheet.name, index + 1)}),
        )

    return plant


def _comma_in_study(line: str) -> str:
    head, _, rest = line.partition(" ")
    return f"{head}, {rest}"


def _open_quote(line: str) -> str:
    cells = line.split(",")
    return ",".join([f'"{cells[0]}', *cells[1:]])


def _cell_lost(line: str) -> str:
    cells = line.split(",")
    return ",".join([*cells[:2], *cells[3:]])


def _title(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    title = draft.rng.choice(("Table 2. Response to rechallenge", "Extraction sheet", "ORR data"))
    _write(draft, sheet, [title + "," * (len(sheet.header) - 1), *_lines(sheet)])
    return _whole(sheet, 1)


def _names_in_two_rows(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    upper = ["" if name in {"events", "total"} else "Studies" for name in sheet.header]
    lower = ["n" if name == "events" else "N" if name == "total" else name for name in sheet.header]
    first, second = to_csv([upper, lower]).splitlines()
    _write(draft, sheet, [first, second, *_lines(sheet)[1:]])
    return _whole(sheet, 1)


def _footnote(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    text = draft.rng.choice(("* confirmed responses", "Source: PubMed and Embase", "see appendix"))
    lines = _lines(sheet)
    if len(lines) != len(sheet.rows) + 1:
        raise UnsuitedError
    _write(draft, sheet, [*lines, text])
    number = len(lines) + 1
    return Plant(
        file=sheet.name, rows=frozenset({number}), touched=frozenset({(sheet.name, number)})
    )


def _both_in_one_column(draft: Draft) -> Plant:
    sheet = draft.sheet_with(2)
    for row in sheet.rows:
        row["n/N"] = f"{row['events']}/{row['total']}" if row["events"] and row["total"] else ""
    if not any(row["n/N"] for row in sheet.rows):
        raise UnsuitedError
    sheet.header = ["n/N" if name == "events" else name for name in sheet.header if name != "total"]
    return _whole(sheet, 1)


def _repeated_header(draft: Draft) -> Plant:
    sheet = draft.sheet_with(2)
    index = draft.rng.randrange(1, len(sheet.rows))
    lines = _lines(sheet)
    _write(draft, sheet, [*lines[: index + 1], lines[0], *lines[index + 1 :]])
    number = index + FIRST_ROW
    return Plant(
        file=sheet.name, rows=frozenset({number}), touched=frozenset({(sheet.name, number)})
    )


def _header(change: Callable[[Draft, Sheet], None]) -> Callable[[Draft], Plant]:
    """Change the names of columns; the finding belongs to row 1."""

    def plant(draft: Draft) -> Plant:
        sheet = draft.sheet_with()
        grid = sheet.grid()
        change(draft, sheet)
        grid[0] = sheet.header
        draft.written[sheet.name] = to_csv(grid).encode()
        return _whole(sheet, 1)

    return plant


def _named(old: str, *new: str) -> Callable[[Draft, Sheet], None]:
    def change(draft: Draft, sheet: Sheet) -> None:
        sheet.header[sheet.header.index(old)] = draft.rng.choice(new)

    return change


def _no_column(name: str) -> Callable[[Draft], Plant]:
    def plant(draft: Draft) -> Plant:
        sheet = draft.sheet_with(1, name)
        sheet.header.remove(name)
        if name == "events" and "percent" in sheet.header:
            sheet.header.remove("percent")
        return _whole(sheet, 1)

    return plant


def _no_header(draft: Draft) -> Plant:
    sheet = draft.sheet_with(2)
    _write(draft, sheet, _lines(sheet)[1:])
    return _whole(sheet, 1)


def _no_rows(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    _write(draft, sheet, _lines(sheet)[:1])
    return _whole(sheet)


def _empty_file(draft: Draft) -> Plant:
    draft.written["empty.csv"] = b" \n"
    return Plant(file="empty.csv", whole=True)


def _blank_name(draft: Draft) -> Plant:
    place = draft.pick("events", where=lambda row: bool(row["study"]))
    if sum(bool(row["study"]) for row in place.sheet.rows) < 2:
        raise UnsuitedError
    place.row.update({name: "" for name in ("study", "study_id") if name in place.row})
    return at(place)


def _blank_outcome(draft: Draft) -> Plant:
    place = draft.pick("events", "outcome")
    place.row["outcome"] = ""
    return at(place)


FILE_KINDS: tuple[Kind, ...] = (
    kind("Windows-1252", "N101", _encoded("cp1252"), intact=True),
    kind("UTF-16 with its mark", "N102", _encoded("utf-16"), intact=True),
    kind("UTF-8 with its mark", "N102", _encoded("utf-8-sig"), intact=True),
    kind("two encodings in one file", "E101", _mixed_encodings),
    kind("NUL bytes", "E101", _nul_bytes),
    kind("semicolons and decimal commas", "N103", _semicolons, intact=True),
    kind("lines ending in CR", "N102", _old_line_ends, intact=True),
    kind("blank rows at the end", "N102", _trailing_blanks, intact=True),
    kind("comma not in quotation marks", "E104", _ragged(_comma_in_study)),
    kind("cell lost", "E104", _ragged(_cell_lost)),
    kind("cells doubled at the end", "E104", _ragged(lambda line: f"{line},x,y")),
    kind("quotation mark not closed", "E104", _ragged(_open_quote)),
    kind("title above the header", "E105", _title),
    kind("names of columns in two rows", "E105", _names_in_two_rows),
    kind("footnote below the table", "E104", _footnote),
    kind("both numbers in one column", "E106", _both_in_one_column),
    kind("header repeated among the rows", "E104", _repeated_header),
    kind("two columns of one name", "E105", _header(_named("outcome", "arm", "Events"))),
    kind("column without a name", "E105", _header(_named("outcome", "", " "))),
    kind("no header", "E105 E103", _no_header),
    kind("no column total", "E106", _no_column("total")),
    kind("no column of counts", "E106", _no_column("events")),
    kind("total called N pts", "E106", _header(_named("total", "N pts", "n", "No. of patients"))),
    kind("header without rows", "W115", _no_rows),
    kind("empty file", "E105", _empty_file),
    kind("blank study", "E117", _blank_name),
    kind("blank outcome", "E117", _blank_outcome),
)
