"""What many analyses ask of the same rows, looked up once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from rechallenge.contract import Condition
from rechallenge.studies.placing import ErrorsByPlace
from rechallenge.studies.reading import StudyData
from rechallenge.studies.rows import as_number


class RowIndex:
    """The rows of all study files by what stands in them.

    Parameters
    ----------
    data : StudyData
        Must not change any more.
    """

    def __init__(self, data: StudyData) -> None:
        self.data = data
        self._places: dict[str, Mapping[str, Sequence[int]]] = {}
        self._values: dict[str, tuple[list[str], frozenset[float | None]]] = {}

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that rows name, sorted."""
        return self.data.outcomes

    @cached_property
    def errors(self) -> ErrorsByPlace:
        """The errors by the rows and files that they are about."""
        return ErrorsByPlace.of(self.data.errors, rows=self.data.rows, files=self.data.files)

    @cached_property
    def held(self) -> tuple[str, ...]:
        """The keys under which rows hold cells."""
        return tuple(dict.fromkeys(key for row in self.data.rows for key in row.cells))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that a condition can name, those with defaults first."""
        return tuple(dict.fromkeys(["study", "study_id", "include", *self.held]))

    @cached_property
    def loose_cells(self) -> frozenset[str]:
        """Everything that stands in rows whose cells may be under wrong columns."""
        return frozenset(
            cell for _, row in self.data.rows.apart() if row.loose for cell in row.cells.values()
        )

    def values(self, column: str) -> tuple[list[str], frozenset[float | None]]:
        """Return the texts in a column, sorted and without the blank, and the numbers in it."""
        if column not in self._values:
            texts: set[str] = set()
            numbers: set[float | None] = set()
            for row in self.data.rows:
                if not row.loose:
                    texts.add(row.text(column))
                    numbers.add(row.number(column))
            self._values[column] = (sorted(texts - {""}), frozenset(numbers - {None}))
        return self._values[column]

    def candidates(self, outcome: str | None, filters: Mapping[str, Condition]) -> Sequence[int]:
        """Return the positions of rows among which are all that may fit, ascending.

        Only conditions that the text of a cell decides narrow them: ranges and numbers, which can
        be written in several ways, do not.
        """
        narrowed: list[set[int]] = []
        if outcome is not None:
            narrowed.append(self._at("outcome", (outcome.strip(), "")))
        for column, condition in filters.items():
            if isinstance(condition, Mapping):
                continue
            wanted = [value.strip() for value in condition]
            if all(as_number(value) is None for value in wanted):
                narrowed.append(self._at(column, wanted))
        if not narrowed:
            return range(len(self.data.rows))
        return sorted(set.intersection(*narrowed) | self._unreliable)

    @cached_property
    def _unreliable(self) -> frozenset[int]:
        """Rows with a cell that may mean something else than it says."""
        return frozenset(
            position for position, row in self.data.rows.apart() if row.loose or row.unusable
        )

    def _at(self, column: str, texts: Sequence[str]) -> set[int]:
        if column not in self._places:
            places: dict[str, list[int]] = defaultdict(list)
            for position, text in enumerate(self._texts(column)):
                places[text].append(position)
            self._places[column] = places
        of_column = self._places[column]
        return {position for text in texts for position in of_column.get(text, ())}

    def _texts(self, column: str) -> Sequence[str]:
        rows = self.data.rows
        if column == "outcome":
            return rows.outcomes()
        if column == "study":
            return rows.studies()
        return rows.identifiers() if column == "study_id" else rows.cells(column)
