"""What managers typed, compared with the book: which row is which, and whose it is."""

from kam_xl.portfolio.recipients import Recipient
from kam_xl.sharing.collecting import OurBook, collect
from kam_xl.workbook.manager_copy.returned import ReturnedCopy
from kam_xl.workbook.manager_copy.sent import SentColumn, SentTable, fingerprint, row_names

HEADERS = ("Account ID", "Action ID", "Action")
ROWS = 300


class Watched(dict[str, object]):
    """A row that counts how often its cells are looked at."""

    looked_at = 0

    def get(self, key: str, default: object = None) -> object:
        self.looked_at += 1
        return super().get(key, default)


def table(headers: tuple[str, ...], rows: list[list[object]], keys: int) -> SentTable:
    columns = {header: SentColumn(header, None, header) for header in headers}
    names = row_names(row[:keys] for row in rows)
    return SentTable(columns, {name: tuple(map(fingerprint, row)) for name, row in zip(names, rows, strict=True)})


def test_rows_alike_are_each_known_again_at_a_cost_that_grows_with_their_number_only() -> None:
    accounts = table(("Account ID",), [["K1"]], keys=1)
    sent: list[list[object]] = [["K1", None, f"Call {number}"] for number in range(ROWS)]
    actions = table(HEADERS, sent, keys=2)
    back = [Watched(zip(HEADERS, row, strict=True)) for row in reversed(sent)]
    back[0]["Action"] = "Called"
    back += [Watched({"Account ID": "K1", "Action": f"Visit {number}"}) for number in range(ROWS)]
    tables = {"Accounts": accounts, "Actions": actions}
    copy = ReturnedCopy("back.xlsx", {}, tables, {"Actions": back})
    collected = collect([copy], OurBook("book.xlsx", tables, {}, None))
    assert [(change.row, change.value) for change in collected.changes] == [(f"K1 ¦ ¦ {ROWS}", "Called")]
    assert [row.cells["Action"] for row in collected.additions] == [f"Visit {number}" for number in range(ROWS)]
    assert max(record.looked_at for record in back) <= 4 * len(HEADERS)


def test_what_a_namesake_typed_stays_out_and_the_copy_is_named_by_its_address() -> None:
    sent = table(("Account ID", "Note"), [["K1", None], ["K2", None]], keys=1)
    owners = {"K1": Recipient("Mara Voss", "mara@example.com"), "K2": Recipient("Mara Voss", "voss@example.com")}
    rows: list[dict[str, object]] = [{"Account ID": "K1", "Note": "mine"}, {"Account ID": "K2", "Note": "hers"}]
    state = {"Manager": "MARA VOSS", "Manager Email": "Mara@Example.com"}
    copy = ReturnedCopy("back.xlsx", state, {"Accounts": sent}, {"Accounts": rows})
    collected = collect([copy], OurBook("book.xlsx", {"Accounts": sent}, {}, owners))
    assert [(change.row, change.value) for change in collected.changes] == [("K1", "mine")]
    (conflict,), (origin,) = collected.conflicts, collected.origins
    assert conflict == (
        "back.xlsx, Accounts, K2, Note: “hers” was typed, and the account is of Mara Voss (voss@example.com), not of "
        "MARA VOSS (Mara@Example.com)."
    )
    assert origin == (
        "back.xlsx, the copy of MARA VOSS (Mara@Example.com): 1 difference. Somebody else's in book.xlsx: 1 of its 2 "
        "accounts."
    )
