from kam_xl.accounts.issues import Issue, Place, quoted, summarise


def issue(
    row: int | None, found: str = "“x”", *, kind: str = "unreadable number", column: str | None = "Revenue"
) -> Issue:
    return Issue(kind, Place("crm.csv", row, column), found, "a number", "Correct the cell.")


def test_a_place_is_named_as_far_as_it_is_known() -> None:
    places = [Place("crm.csv"), Place("crm.csv", 7), Place("crm.csv", column="Status"), Place("crm.csv", 7, "Status")]
    assert [str(place) for place in places] == [
        "crm.csv",
        "crm.csv, row 7",
        "crm.csv, column “Status”",
        "crm.csv, row 7, column “Status”",
    ]


def test_an_issue_says_where_what_and_what_to_do() -> None:
    line = "crm.csv, row 7, column “Revenue”: unreadable number: found “x”; allowed: a number. Correct the cell."
    assert str(issue(7)) == line


def test_an_issue_is_given_as_json_holds_it() -> None:
    assert issue(7).plain() == {
        "kind": "unreadable number",
        "source": "crm.csv",
        "row": 7,
        "column": "Revenue",
        "found": "“x”",
        "allowed": "a number",
        "remedy": "Correct the cell.",
    }


def test_a_long_cell_is_quoted_short() -> None:
    assert quoted("x" * 60) == f"“{'x' * 60}”"
    assert quoted("x" * 61) == f"“{'x' * 59}…”"
    assert quoted(None) == "“None”"


def test_like_issues_are_counted_the_most_frequent_first() -> None:
    issues = [
        issue(2),
        issue(3, "“y”"),
        issue(4, "“y”"),
        issue(5, column="Margin"),
        *(issue(9, kind="out of range"),) * 2,
    ]
    todo = "allowed: a number. Correct the cell."
    assert summarise(issues) == [
        f"crm.csv, column “Revenue”: unreadable number, 3 rows (first: row 2): found “y”, “x”; {todo}",
        f"crm.csv, column “Revenue”: out of range, 2 rows (first: row 9): found “x”; {todo}",
        f"crm.csv, row 5, column “Margin”: unreadable number: found “x”; {todo}",
    ]


def test_issues_of_the_whole_table_are_each_said_in_full() -> None:
    missing = [issue(None, f"no column for {name}", kind="missing column", column=None) for name in ("a", "b")]
    assert summarise(missing) == [str(issue) for issue in missing]


def test_no_issues_need_no_words() -> None:
    assert summarise([]) == []
