"""The use cases of the functions in cells: everything scoring says of rows of cells.

numpy is loaded only for what would make an account Key and for ranks; a score must come while a person types.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, cast

from kam_xl.accounts.coercion import is_unknown, read_name
from kam_xl.accounts.derive import sources_of
from kam_xl.accounts.issues import quoted
from kam_xl.accounts.one_row import SCHEMA_ORDER, OneRow, RowLayout
from kam_xl.accounts.schema import ALL_FIELDS, FIELDS, TIERS, Kind, header_key, header_of
from kam_xl.errors import TableError
from kam_xl.scoring.cells import compile_cells
from kam_xl.scoring.reason import reason
from kam_xl.scoring.results import Scores
from kam_xl.scoring.row import compile_row, explain, gate_outcome, score_values
from kam_xl.scoring.tiers import HeadCuts, Override, Standing, computed_tier, quadrant
from kam_xl.workbook.headers import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from kam_xl.accounts.basis import Basis
    from kam_xl.accounts.rows import Value
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.results import Explanation, GateOutcome
    from kam_xl.scoring.row import Inputs, RowKernel
    from kam_xl.scoring.to_key import ToKey

Cells = Sequence[object]
"""The raw cells of one row."""

PREVIOUS_TIERS = (None, *TIERS)
"""What a computed tier may have been before; None for none."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What rows are judged by.

    Attributes:
        model: The model.
        basis: As-of date, head office and served countries.
        home_offsets_hours: Standard time of each account manager's office, hours from UTC.
        cuts: The revenues that bound the head, as the whole book gave them.
    """

    model: Model
    basis: Basis
    home_offsets_hours: Mapping[str, float] = field(default_factory=dict)
    cuts: HeadCuts = field(default_factory=HeadCuts)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What scoring says of an account, but for its reason.

    Attributes:
        scores: Its scores.
        quadrant: Its quadrant; None if an axis is unknown or does not apply.
        tiers: Its tier, an override applied, for each of `PREVIOUS_TIERS`.
    """

    scores: Scores
    quadrant: str | None
    tiers: tuple[str, ...]


class AccountRows:
    """Rows of cells with one row of headers, and what they are judged by."""

    def __init__(self, rows: Sequence[Cells], headers: Sequence[str] | None, yardstick: Yardstick) -> None:
        """Match headers to fields.

        Args:
            rows: Raw cells, in each row as many as headers.
            headers: The headers; None takes the schema's order, as far as the rows reach.
            yardstick: What they are judged by.

        Raises:
            TableError: Two headers stand for one field, one is misspelt, or the model reads none of them.
        """
        self._rows = rows
        self._names = SCHEMA_ORDER[: len(rows[0]) if rows else 0] if headers is None else tuple(headers)
        self._yardstick = yardstick
        self._layout = RowLayout.of(self._names)
        if headers is not None:
            _refuse_strange_headers(self._names, yardstick.model)

    # --- what is said -----------------------------------------------------------------------------------------------

    def judgements(self) -> list[Judgement]:
        """Give scores, quadrants and tiers.

        Raises:
            TableError: A row has more or fewer cells than there are headers.
        """
        return [self._judgement(cells) for cells in self._rows]

    def reasons(self) -> list[str]:
        """Say why each account has the tier that it has without a previous one.

        Raises:
            TableError: As for `judgements`.
        """
        return [self._reason(cells) for cells in self._rows]

    def explanations(self) -> list[Explanation]:
        """Say for every criterion and gate what it did to each account.

        Raises:
            TableError: As for `judgements`.
        """
        model = self._yardstick.model
        each = (self._inputs(cells) for cells in self._rows)
        return [explain(model, inputs, score_values(model, inputs)) for inputs in each]

    def ways_to_key(self) -> list[ToKey]:
        """Find what would make each account Key; some 0.1 s for an account that two changes together would.

        Raises:
            TableError: As for `judgements`.
        """
        from kam_xl.scoring.to_key import to_key

        return [to_key(self._yardstick.model, self._inputs(cells), None, self._values(cells)) for cells in self._rows]

    def ranks(self) -> list[int | None]:
        """Rank the accounts among themselves, 1 for the best; None where there is no score.

        Raises:
            TableError: As for `judgements`.
        """
        import numpy as np

        from kam_xl.scoring.table import ranks

        scores = np.array([self._scores(values)[0] for values in map(self._read, self._rows)], dtype=np.float64)
        revenues = np.array([self._one(cells).field("revenue_12m") for cells in self._rows], dtype=np.float64)
        ids = np.array([self._text(cells, "account_id") for cells in self._rows], dtype=object)
        return [None if np.isnan(rank) else int(rank) for rank in ranks(scores, revenues, ids)]

    @property
    def account_ids(self) -> list[str]:
        """Give the ids of the accounts; empty where there is none."""
        return [self._text(cells, "account_id") for cells in self._rows]

    # --- one row ----------------------------------------------------------------------------------------------------

    def _judgement(self, cells: Cells) -> Judgement:
        model, values = self._yardstick.model, self._read(cells)
        scores = Scores(*self._scores(values))
        gates = [tested(values[place]) for tested, place in self._gates]
        revenue, override = cast("float | None", values[-1]), self._override(cells)
        standings = (Standing(scores, gates, revenue, before) for before in PREVIOUS_TIERS)
        tiers = [override.tier or computed_tier(model, each, self._yardstick.cuts) for each in standings]
        return Judgement(scores, quadrant(model, scores), tuple(tiers))

    def _reason(self, cells: Cells) -> str:
        model, cuts, inputs = self._yardstick.model, self._yardstick.cuts, self._inputs(cells)
        gates = [gate_outcome(gate, inputs.get((gate.field, gate.test.reads))) for gate in model.gates]
        revenue = cast("float | None", self._one(cells).field("revenue_12m"))
        standing = Standing(score_values(model, inputs), gates, revenue, None)
        override = self._override(cells)
        computed = computed_tier(model, standing, cuts)
        return reason(model, standing, cuts, computed, override if override.tier else None)

    def _override(self, cells: Cells) -> Override:
        """Give the override that counts; one without a tier if none does."""
        place = self._layout.by_field.get("override_tier")
        if place is None or len(cells) != self._layout.size or is_unknown(cells[place]):
            return Override()
        row = self._one(cells)
        tier, why, author, until = (row.field(f"override_{part}") for part in ("tier", "reason", "by", "until"))
        override = Override(*cast("tuple[str, str, str, date]", (tier, why, author, until)))
        return override if override.counts(self._yardstick.basis.as_of) else Override()

    # --- reading ----------------------------------------------------------------------------------------------------

    @cached_property
    def _more(self) -> tuple[tuple[str, Kind], ...]:
        gates = ((gate.field, gate.test.reads) for gate in self._yardstick.model.gates)
        return (*gates, ("revenue_12m", Kind.NUMBER))

    @cached_property
    def _gates(self) -> list[tuple[Callable[[Value], GateOutcome], int]]:
        # Few values stand in many rows; each is tested once.
        first = len(self._kernel.inputs)
        gates = self._yardstick.model.gates
        return [(lru_cache(maxsize=1024)(partial(gate_outcome, gate)), first + i) for i, gate in enumerate(gates)]

    @cached_property
    def _kernel(self) -> RowKernel:
        return compile_row(self._yardstick.model)

    def _scores(self, values: Sequence[Value]) -> tuple[float | None, float, float, float | None, float | None, float]:
        return self._kernel.score(*values[: len(self._kernel.inputs)])

    def _read(self, cells: Cells) -> Sequence[Value]:
        home = self._home(cells)
        if home not in self._readers:
            model, basis = self._yardstick.model, self._yardstick.basis
            self._readers[home] = compile_cells(model, self._names, basis, home, self._more).read
        return self._readers[home](cells)

    @cached_property
    def _readers(self) -> dict[float | None, Callable[[Cells], Sequence[Value]]]:
        return {}

    def _home(self, cells: Cells) -> float | None:
        offsets = self._yardstick.home_offsets_hours
        return offsets.get(self._text(cells, "account_manager")) if offsets else None

    def _text(self, cells: Cells, name: str) -> str:
        place = self._layout.by_field.get(name)
        return "" if place is None or place >= len(cells) else read_name(cells[place]) or ""

    def _one(self, cells: Cells) -> OneRow:
        return OneRow(cells, self._layout, self._yardstick.basis)

    def _inputs(self, cells: Cells) -> Inputs:
        return self._one(cells).inputs(self._yardstick.model.uses(), self._home(cells))

    def _values(self, cells: Cells) -> dict[str, Value]:
        row, read = self._one(cells), (name for name, _ in self._yardstick.model.uses())
        typed = (name for name in (*read, "revenue_12m", "revenue_prior_12m") if name in _TYPED)
        return {name: row.field(name) for name in typed}


_TYPED = frozenset(field.name for field in FIELDS)
_NEAR = 0.8
"""How much alike a header and a missing one must be for the one to be taken for the other misspelt."""


def _refuse_strange_headers(headers: Sequence[str], model: Model) -> None:
    """Refuse headers among which what the model reads is misspelt, or nothing of it stands.

    Raises:
        TableError: Every misspelt header is named with the nearest right one.
    """
    read = _headers_read(model)
    present = {header_key(header) for header in headers}
    strange = {header_key(header): header for header in headers if header_key(header) not in _SPELLINGS | read.keys()}
    near = {key: get_close_matches(key, strange, n=1, cutoff=_NEAR) for key in read.keys() - present}
    problems = [
        f"the headers: found {quoted(strange[found[0]])}; allowed is {quoted(header)}, which the model reads and which "
        "is missing. Correct the header."
        for key, header in read.items()
        if (found := near.get(key))
    ]
    if not problems and not present & read.keys():
        found_headers = in_words([quoted(header) for header in headers])
        problems.append(
            f"the headers: found {found_headers}, none of which the model reads; it reads {in_words([*read.values()])}."
            " Give the cells of the header row, as many as the row has."
        )
    if problems:
        raise TableError(problems)


def _headers_read(model: Model) -> dict[str, str]:
    """Give the headers of the columns that a model reads, derived fields by those they follow from, by their keys."""
    names = dict.fromkeys(source for name, _ in model.uses() for source in sources_of(name))
    return {header_key(header): header for header in map(header_of, names)}


_SPELLINGS = frozenset(header_key(spelling) for field in ALL_FIELDS.values() for spelling in (field.name, field.header))
