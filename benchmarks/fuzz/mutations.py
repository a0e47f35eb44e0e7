"""Mutations of valid study files, of which some leave every number as it was."""

from __future__ import annotations

from random import Random

from benchmarks.fuzz.byte_mutations import BYTES, DAMAGES
from benchmarks.fuzz.cases import BASES, Case, bases, originals
from benchmarks.fuzz.cell_mutations import CELLS
from benchmarks.fuzz.text_files import HARMLESS, RECOVERABLE
from benchmarks.fuzz.workbooks import HARMLESS_WORKBOOKS, WORKBOOK_CELLS, computed_percentages
from benchmarks.planted.drafts import Sheet, to_csv, to_xlsx

_COMPUTED = "workbook, computed percentages"
_BROKEN = "broken workbook"
TEXT_MUTATIONS = (*BYTES, *CELLS, *HARMLESS, *RECOVERABLE)
WORKBOOK_MUTATIONS = (*HARMLESS_WORKBOOKS, _COMPUTED, *WORKBOOK_CELLS, _BROKEN)


def mutated(mutation: str, base: int, rng: Random) -> Case:
    """Mutate one of `bases` in one of `TEXT_MUTATIONS` or `WORKBOOK_MUTATIONS`."""
    number = base % BASES
    sheet = bases()[number]
    if mutation in WORKBOOK_MUTATIONS:
        return _workbook(mutation, number, sheet, rng)
    if mutation in BYTES:
        data = BYTES[mutation](to_csv(sheet.grid()).encode(), rng)
        return _case("a.csv", data, mutation, number, sheet)
    if mutation in HARMLESS:
        data = HARMLESS[mutation](sheet, rng)
        return _case("a.csv", data, mutation, number, sheet, harmless=True)
    if mutation in RECOVERABLE:
        grid = RECOVERABLE[mutation](sheet, rng)
    else:
        grid = [list(cells) for cells in sheet.grid()]
        CELLS[mutation](grid, rng)
    data = to_csv(grid, rng.choice(",,,;\t")).encode()
    # A lone CR in a cell ends the line, so that rows no longer stand where they were written.
    broken = any("\r" in cell for cells in grid for cell in cells)
    return _case(
        "a.csv",
        data,
        mutation,
        number,
        sheet,
        in_place=mutation in RECOVERABLE,
        grid=None if broken else grid,
    )


def _workbook(mutation: str, number: int, sheet: Sheet, rng: Random) -> Case:
    name = "a.xlsx"
    if mutation in HARMLESS_WORKBOOKS:
        data = HARMLESS_WORKBOOKS[mutation](sheet, rng)
        return _case(name, data, mutation, number, sheet, harmless=True)
    if mutation in WORKBOOK_CELLS:
        data, grid = WORKBOOK_CELLS[mutation](sheet, rng)
        return _case(name, data, mutation, number, sheet, grid=grid)
    if mutation == _COMPUTED:
        data, exact = computed_percentages(sheet, rng)
        return Case(
            name=name, data=data, mutation=mutation, base=number, original=exact, harmless=True
        )
    return _case(name, rng.choice(DAMAGES)(to_xlsx(sheet), rng), mutation, number, sheet)


def _case(
    name: str,
    data: bytes,
    mutation: str,
    number: int,
    sheet: Sheet,
    *,
    harmless: bool = False,
    in_place: bool = False,
    grid: list[list[str]] | None = None,
) -> Case:
    return Case(
        name=name,
        data=data,
        mutation=mutation,
        base=number,
        original=originals(sheet),
        harmless=harmless,
        in_place=in_place,
        grid=None if grid is None else tuple(tuple(cells) for cells in grid),
    )
