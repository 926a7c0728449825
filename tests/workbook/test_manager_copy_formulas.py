"""The formulas of a manager copy compute what the engine computes, in a spreadsheet that never saw the engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.schema import TIERS
from kam_xl.accounts.understanding import understand_accounts
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.portfolio.part import parts
from kam_xl.portfolio.recipients import Recipient
from kam_xl.scoring.assessment import assess
from kam_xl.scoring.gates import GATE_TESTS
from kam_xl.scoring.model import parse_model
from kam_xl.scoring.tiers import HeadCuts
from kam_xl.workbook.layout import FIRST_ROW as FIRST_ACCOUNT_ROW
from kam_xl.workbook.layout import HEADER_ROW, PURPOSE_ROW
from kam_xl.workbook.manager_copy import write_manager_copy
from kam_xl.workbook.manager_copy.places import WHAT_IF, ScoringColumns
from kam_xl.workbook.model_sheet import MODEL_MEANINGS, TIERS_MEANINGS, write_list
from tests.builders import raw_table
from tests.properties.strategies import AS_OF, CELLS, WORDS, plain_models
from tests.sharing.books import SMALL_MODEL, STRONG, account, book_of, scored_book
from tests.workbook.libreoffice import edited, recalculated, values

pytestmark = pytest.mark.filterwarnings("ignore:.*is not supported and will be removed")

MARA = Recipient("Mara Voss", None)
RESULTS = (
    "score", "attractiveness", "relationship", "coverage", "score_low", "score_high", "quadrant",
    "tier", "computed_tier", "in_head", "rank",
)  # fmt: skip
"""What Scoring shows of an account; a copy of the whole book ranks as the book does."""
FIRST_ROW = 7
"""The row of the first account on Scoring, counted from 0."""
SCALES_ROW = CRITERIA_ROW = 6
"""The first row of these tables on Model, counted from 1."""
TIERS_ROW = CRITERIA_ROW + len(MODEL_MEANINGS) + 4
FOLLOWED = ("key_score", "key_axis_floor", "hysteresis", "major_min_revenue")
"""The keys of Tiers that a copy follows."""
SCORED = ("Accounts", "Scoring", "Model")
"""The sheets that the scores need."""
SHOWN = (*SCORED, "My accounts")


@dataclass(frozen=True)
class Case:
    """A random book, and a changed model to play "what if" with."""

    rows: Sequence[Mapping[str, object]]
    model: Mapping[str, Any]
    previous: Mapping[str, str]
    cuts: HeadCuts

    @property
    def changed_model(self) -> dict[str, Any]:
        head = {**self.model["model"], **_changed_head(self.model["model"])}
        criteria = [_changed(criterion, i) for i, criterion in enumerate(self.model["criteria"])]
        gates = [_changed_gate(gate) for gate in self.model["gates"]]
        tiers = {"key_score": 40, "key_axis_floor": 30, "hysteresis": 10, "major_min_revenue": 5_000}
        return {"model": head, "criteria": criteria, "gates": gates, "tiers": {**self.model["tiers"], **tiers}}

    def book(self, model: Mapping[str, Any]) -> ScoredBook:
        used = parse_model(model)
        raw = raw_table([{"manager": MARA.name, **row} for row in self.rows])
        accounts = understand_accounts(raw, Basis(AS_OF), {}, used.uses())
        assessment = assess(used, accounts, AS_OF, self.previous, self.cuts)
        return book_of(assessment, Basis(AS_OF), {}, {})


def _changed_head(head: Mapping[str, Any]) -> dict[str, Any]:
    return {"missing": "zero" if head["missing"] == "renormalise" else "renormalise", "min_coverage": 0.35}


def _changed_gate(gate: Mapping[str, Any]) -> dict[str, Any]:
    if "is" in gate:
        return {**gate, "is": not gate["is"]}
    if "one_of" in gate:
        return {**gate, "one_of": [*WORDS[gate["field"]][:2], "Else where"]}
    test = "at_least" if "at_least" in gate else "at_most"
    return {**gate, test: gate[test] / 2}


def _changed(criterion: Mapping[str, Any], position: int) -> dict[str, Any]:
    scale = "curve" if "curve" in criterion else "levels"
    pairs = criterion["curve"] if scale == "curve" else list(criterion["levels"].items())
    ratings = [[key * 0.75 + 1 if scale == "curve" else key, 100 - rating] for key, rating in pairs]
    if scale == "levels" and not _is_flag(criterion):
        ratings[-1][0] = "Else where"
    weight = (criterion["weight"] * 3 + position) % 7 + 1
    return {**criterion, "weight": weight, scale: ratings if scale == "curve" else dict(ratings)}


def _is_flag(criterion: Mapping[str, Any]) -> bool:
    return {level.lower() for level in criterion.get("levels", ["a curve"])} <= {"true", "false"}


def random_cases() -> list[Case]:
    """Gather random books, a tenth of a property's examples, so that LibreOffice starts once for all of them."""
    found: list[Case] = []

    @settings(max_examples=settings().max_examples // 10, phases=[Phase.generate], database=None)
    @given(cases())
    def gather(case: Case) -> None:
        found.append(case)

    gather()
    return found


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a model, and accounts with a cell for everything it reads."""
    model = draw(plain_models())
    read = {part["field"] for part in (*model["criteria"], *model["gates"])} & CELLS.keys()
    cells = {field: CELLS[field] for field in sorted(read | _DERIVED_FROM)} | draw(st.sampled_from([{}, _OVERRIDES]))
    rows = draw(st.lists(st.fixed_dictionaries(cells), min_size=8, max_size=12))
    tiers = st.sampled_from(["Key", "Major", "Standard", "Unscored", "Gold"])
    previous = draw(st.dictionaries(st.sampled_from([f"a{i}" if i % 2 else f"A{i}" for i in range(8)]), tiers))
    cut = st.one_of(st.none(), st.integers(0, 20_000).map(float))
    cuts = HeadCuts(draw(cut), draw(cut))
    return Case(
        [{"account_id": f"a{i}" if i % 2 else f"A{i}"} | row for i, row in enumerate(rows)], model, previous, cuts
    )


_OVERRIDES: dict[str, st.SearchStrategy[object]] = {
    "override_tier": st.sampled_from(["Key", "major", " Standard ", "Unscored", None]),
    "override_reason": st.sampled_from(["Group decision", "Group decision", "n/a"]),
    "override_by": st.sampled_from(["Mara", "Mara", " "]),
    "override_until": st.sampled_from(["2026-03-30", "2026-03-31", "2027-01-01", None]),
}
_DERIVED_FROM = {"customer_since", "last_order", "utc_offset_hours", "revenue_12m", "revenue_prior_12m"}


def model_edits(model: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Give the cells of Model that formulas read, with a model's values; the levels true and false keep their names."""
    scales = [(criterion, criterion.get("curve") or criterion["levels"].items()) for criterion in model["criteria"]]
    pairs = [(_is_flag(criterion), *pair) for criterion, pairs in scales for pair in pairs]
    return {
        **{("Model", f"E{CRITERIA_ROW + i}"): criterion["weight"] for i, criterion in enumerate(model["criteria"])},
        **{("Model", f"I{SCALES_ROW + i}"): key for i, (flag, key, _) in enumerate(pairs) if not flag},
        **{("Model", f"J{SCALES_ROW + i}"): rating for i, (_, _, rating) in enumerate(pairs)},
        **{
            ("Model", f"S{CRITERIA_ROW + i}"): model["model"][key]
            for i, key in enumerate(MODEL_MEANINGS)
            if key in {"missing", "min_coverage"}
        },
        **{("Model", f"P{CRITERIA_ROW + i}"): _asked_for(gate) for i, gate in enumerate(model["gates"])},
        **{
            ("Model", f"S{TIERS_ROW + i}"): model["tiers"][key]
            for i, key in enumerate(TIERS_MEANINGS)
            if key in FOLLOWED and key in model["tiers"]
        },
    }


def _asked_for(gate: Mapping[str, Any]) -> object:
    asked = next(gate[test] for test in GATE_TESTS if test in gate)
    return write_list(asked) if isinstance(asked, list) else asked


def expected_row(account: ScoredAccount) -> list[object]:
    lines, gates = account.explanation.lines, account.explanation.gates
    named = [account.account_id, account.name]
    results = [getattr(account.result, name) for name in RESULTS]
    ratings = [line.rating for line in lines]
    return [*named, *results, *(gate.state for gate in gates), *ratings, *(line.contribution for line in lines)]


def computed_rows(book: Path, criteria: int, gates: int) -> dict[str, list[object]]:
    rows = values(book, "Scoring")[FIRST_ROW:]
    at = ScoringColumns(criteria, gates)
    blocks = [(0, at.counted), (at.gate_states, at.values), (at.ratings, at.found)]
    return {str(row[0]): [cell for first, end in blocks for cell in row[first:end]] for row in rows}


def differences(book: ScoredBook, computed: Path) -> list[str]:
    found = computed_rows(computed, len(book.model.criteria), len(book.model.gates))
    return [
        f"{computed.name} {account.account_id}: {expected} is {actual}"
        for account in book.accounts
        for expected, actual in zip(expected_row(account), found[account.account_id], strict=True)
        if not same(expected, actual)
    ]


def assert_telling(books: Sequence[ScoredBook]) -> None:
    """Make sure that the books are not so full of holes that nothing is computed."""
    accounts = [each for book in books for each in book.accounts]
    ratings = [line.rating for each in accounts for line in each.explanation.lines]
    assert 0.2 < sum(rating is not None for rating in ratings) / len(ratings) < 0.9
    assert sum(each.result.score is not None for each in accounts) > len(accounts) / 4
    assert {each.result.tier for each in accounts} == {"Key", "Major", "Standard", "Unscored"}
    assert {each.result.tier for each in accounts if each.result.tier != each.result.computed_tier} == set(TIERS)
    assert {gate.state for each in accounts for gate in each.explanation.gates} == {"passes", "fails", "unknown"}


def same(expected: object, actual: object) -> bool:
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return abs(expected - actual) <= 1e-9
    return expected == actual


def write_copies(cases: Sequence[Case], folder: Path) -> list[Path]:
    folder.mkdir()
    copies = [folder / f"{number}.xlsx" for number in range(len(cases))]
    for copy, case in zip(copies, cases, strict=True):
        write_manager_copy(copy, parts(case.book(case.model))[MARA], MARA)
    return copies


def test_formulas_compute_what_the_engine_computes_also_after_the_model_was_edited(
    tmp_path: Path, require_host: Callable[[str], Path]
) -> None:
    cases = random_cases()
    assert_telling([case.book(case.model) for case in cases])
    copies = write_copies(cases, tmp_path / "copies")
    sent = [edited(copy, tmp_path / "sent" / f"sent {copy.name}", {}, SCORED) for copy in copies]
    what_if = [
        edited(copy, tmp_path / "what if" / f"what if {copy.name}", model_edits(case.changed_model), SCORED)
        for copy, case in zip(copies, cases, strict=True)
    ]
    computed = recalculated(require_host("soffice"), [*sent, *what_if], tmp_path / "libreoffice")
    expected = [*(case.book(case.model) for case in cases), *(case.book(case.changed_model) for case in cases)]
    wrong = [line for book, copy in zip(expected, computed, strict=True) for line in differences(book, copy)]
    assert wrong == []


def test_cached_values_are_the_engines(tmp_path: Path) -> None:
    cases = random_cases()
    copies = write_copies(cases, tmp_path / "copies")
    wrong = [
        line for case, copy in zip(cases, copies, strict=True) for line in differences(case.book(case.model), copy)
    ]
    assert wrong == []


def test_an_edited_value_or_weight_moves_every_sheet_and_an_edited_model_says_so(
    tmp_path: Path, require_host: Callable[[str], Path]
) -> None:
    rows = [account("A1", **STRONG), account("A2", **{**STRONG, "status": "New"}), account("A3")]
    write_manager_copy(tmp_path / "copy.xlsx", parts(scored_book(rows))[MARA], MARA)
    status = place_of(tmp_path / "copy.xlsx", "Status", 1)
    value = edited(tmp_path / "copy.xlsx", tmp_path / "edited" / "value.xlsx", {("Accounts", status): "Partner"}, SHOWN)
    weight = edited(
        tmp_path / "copy.xlsx", tmp_path / "edited" / "weight.xlsx", {("Model", f"E{CRITERIA_ROW}"): 60}, SHOWN
    )
    by_value, by_weight = recalculated(require_host("soffice"), [value, weight], tmp_path / "libreoffice")

    assert scores(by_value) == pytest.approx({"A1": 94.0, "A2": 94.0, "A3": None})
    assert banners(by_value) == [None, None]
    heavier = {**SMALL_MODEL, "criteria": [{**SMALL_MODEL["criteria"][0], "weight": 60}, *SMALL_MODEL["criteria"][1:]]}
    expected = {each.account_id: each.result.score for each in scored_book(rows, parse_model(heavier)).accounts}
    assert scores(by_weight) == pytest.approx(expected)
    assert banners(by_weight) == [WHAT_IF, WHAT_IF]


def test_where_levels_are_true_and_false_the_copy_says_that_they_keep_their_names(tmp_path: Path) -> None:
    without = {**SMALL_MODEL, "criteria": SMALL_MODEL["criteria"][:3]}
    said = []
    for number, model in enumerate((SMALL_MODEL, without)):
        copy = tmp_path / f"{number}.xlsx"
        write_manager_copy(copy, parts(scored_book([account("A1", **STRONG)], parse_model(model)))[MARA], MARA)
        said.append("The levels true and false keep their names." in str(values(copy, "Model")[PURPOSE_ROW][0]))
    assert said == [True, False]


def test_what_is_typed_into_a_copy_counts_as_it_would_for_the_engine(
    tmp_path: Path, require_host: Callable[[str], Path]
) -> None:
    zero = parse_model({**SMALL_MODEL, "model": {"name": "Zero", "missing": "zero"}})
    typed = {"Status": "\u00a0PARTNER  ", "Region Served": 1, "Strategic Fit": "good", "Expected Growth 12m": 50_000}
    write_manager_copy(tmp_path / "copy.xlsx", parts(scored_book([account("A1", **STRONG)], zero))[MARA], MARA)
    cells = {("Accounts", place_of(tmp_path / "copy.xlsx", header, 0)): cell for header, cell in typed.items()}
    changed = edited(tmp_path / "copy.xlsx", tmp_path / "edited" / "typed.xlsx", cells, SCORED)
    (computed,) = recalculated(require_host("soffice"), [changed], tmp_path / "libreoffice")
    by_field = {header.lower().replace(" ", "_"): cell for header, cell in typed.items()}
    expected = scored_book([account("A1", **{**STRONG, **by_field})], zero)
    assert [line.contribution for line in expected.accounts[0].explanation.lines] == [18.0, 0.0, 30.0, 20.0]
    assert differences(expected, computed) == []


def test_each_account_keeps_its_score_when_the_table_is_sorted(
    tmp_path: Path, require_host: Callable[[str], Path]
) -> None:
    rows = [account("A1", **STRONG), account("A2", **{**STRONG, "strategic_fit": 1.0, "status": "New"})]
    write_manager_copy(tmp_path / "copy.xlsx", parts(scored_book(rows))[MARA], MARA)
    names = {"account_id": "Account ID", "account": "Account", "strategic_fit": "Strategic Fit", "status": "Status"}
    swapped: dict[tuple[str, str], object] = {
        ("Accounts", place_of(tmp_path / "copy.xlsx", header, row)): cells[name]
        for row, cells in enumerate(reversed(rows))
        for name, header in names.items()
    }
    line = "Line on Scoring"
    swapped |= {("Accounts", place_of(tmp_path / "copy.xlsx", line, row)): 2 - row for row in (0, 1)}
    sorted_copy = edited(tmp_path / "copy.xlsx", tmp_path / "edited" / "sorted.xlsx", swapped, SCORED)
    (computed,) = recalculated(require_host("soffice"), [sorted_copy], tmp_path / "libreoffice")
    assert scores(computed) == pytest.approx(scores(tmp_path / "copy.xlsx"))
    assert list(scores(computed)) == ["A2", "A1"]
    assert [row[:3] for row in values(computed, "Scoring")[FIRST_ROW:]] == [
        ["A1", "Account A1", pytest.approx(94.0)],
        ["A2", "Account A2", pytest.approx(56.0)],
    ]


def place_of(book: Path, header: str, position: int) -> str:
    """Give the address of an account's cell on Accounts."""
    column = values(book, "Accounts")[HEADER_ROW].index(header)
    return f"{get_column_letter(column + 1)}{FIRST_ACCOUNT_ROW + position + 1}"


def scores(book: Path) -> dict[str, object]:
    rows = values(book, "Accounts")
    place = rows[HEADER_ROW].index("Score")
    return {row[0]: row[place] for row in rows[FIRST_ACCOUNT_ROW:]}


def banners(book: Path) -> list[object]:
    return [values(book, sheet)[2][0] for sheet in ("My accounts", "Scoring")]


def test_an_edited_gate_moves_tiers_and_says_so_and_a_typed_override_counts(
    tmp_path: Path, require_host: Callable[[str], Path]
) -> None:
    rows = [account("A1", **STRONG, **OVERRIDABLE), account("A2", **STRONG, **OVERRIDABLE)]
    write_manager_copy(tmp_path / "copy.xlsx", parts(scored_book(rows))[MARA], MARA)
    typed = {"Override Tier": "Standard", "Override Reason": "Sold", "Override By": "Mara", "Override Until": AS_OF}
    typed_cells = {("Accounts", place_of(tmp_path / "copy.xlsx", header, 0)): cell for header, cell in typed.items()}
    override = edited(tmp_path / "copy.xlsx", tmp_path / "edited" / "override.xlsx", typed_cells, SHOWN)
    gate = edited(tmp_path / "copy.xlsx", tmp_path / "edited" / "gate.xlsx", {("Model", "P6"): False}, SHOWN)
    added = edited(tmp_path / "copy.xlsx", tmp_path / "edited" / "added.xlsx", {("Model", "L7"): "new gate"}, SHOWN)
    computed = recalculated(require_host("soffice"), [override, gate, added], tmp_path / "libreoffice")
    assert [tiers(book) for book in computed] == [["Standard", "Key"], ["Major", "Major"], ["Key", "Key"]]
    assert [banners(book) for book in computed] == [[None, None], [WHAT_IF, WHAT_IF], [WHAT_IF, WHAT_IF]]


OVERRIDABLE: Mapping[str, object] = dict.fromkeys(("override_tier", "override_reason", "override_by", "override_until"))


def tiers(book: Path) -> list[object]:
    rows = values(book, "Accounts")
    return [row[rows[HEADER_ROW].index("Tier")] for row in rows[FIRST_ACCOUNT_ROW:]]
