import re
from datetime import date
from email.headerregistry import Address
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kam_xl.errors import TemplateError
from kam_xl.plans.templates import template_folders
from kam_xl.portfolio.book import ScoredBook
from kam_xl.portfolio.part import parts
from kam_xl.portfolio.recipients import Recipient
from kam_xl.sharing.compose import MessageTemplates, compose_for_part, letterhead
from kam_xl.sharing.message import Attachment, Message
from tests.sharing.books import STRONG, account, scored_book

SHIPPED = MessageTemplates(template_folders())
MARA = Recipient("Mara Voss", "mara@example.com")


def book(**changes: object) -> ScoredBook:
    parts: dict[str, object] = {
        "rows": [
            account("A1", **STRONG, account_manager="Ines Okafor"),
            account("A2", **STRONG),
            account("A3", status="New", manager_email="mara@example.com"),
            account("B1", **STRONG, manager="Noah Kim", account="Foreign GmbH"),
        ],
        "tables": {
            "Actions": [{"account_id": "A1", "action": "Call the buyer", "owner": "Ines", "due": date(2026, 3, 1)}],
            "Objectives": [{"account_id": "A1", "objective": "Grow"}],
            "History": [
                {"as_of": date(2025, 12, 31), "account_id": "A2", "tier": "Key"},
                {"as_of": date(2025, 12, 31), "account_id": "A3", "tier": "Key"},
            ],
        },
        "settings": {"company": "Nordwind AG", "currency": "EUR", "mail_from": "Sales Ops <ops@example.com>"},
    }
    return scored_book(**{**parts, **changes})  # type: ignore[arg-type]


def compose(scored: ScoredBook, recipient: Recipient = MARA, templates: MessageTemplates = SHIPPED) -> Message:
    head = letterhead(scored, recipient)
    return compose_for_part(parts(scored)[recipient], head, [Attachment("Mara.xlsx", b"")], templates)


def test_subject_and_text_say_what_counts() -> None:
    scored = book()
    message = compose(scored)
    assert message.subject == "Your accounts as of Mar 31, 2026: 2 of 3 key, 1 of them new; 1 action overdue"
    expected = TEXT.format(**{each.account_id: each.result.reason for each in scored.accounts})
    assert message.text.splitlines() == expected.splitlines()


TEXT = """\
Mara Voss,

your 3 accounts as of Mar 31, 2026: 2 Key, 1 Unscored.
Together they bought for €600,000 in the last 12 months, the key accounts 100% of it.

WHAT CHANGED SINCE Dec 31, 2025
+ Account A1 is a key account now.
  {A1}
- Account A3 is no longer a key account.
  {A3}

YOUR KEY ACCOUNTS
1. Account A1: score 94.0, revenue €300,000, Ines Okafor
2. Account A2: score 94.0, revenue €300,000, –

WHAT NEEDS YOU
- Overdue by 30 days: Account A1: Call the buyer (Ines)
- 1 key account without objective: Account A2
- 1 key account without open action: Account A2
- 1 account without a score, because too little is known: Account A3
- Growth unknown for 1 account, up to 30.0 points each: Account A3
- Strategic fit unknown for 1 account, up to 20.0 points each: Account A3
- We serve them unknown for 1 account, up to 20.0 points each: Account A3

Attached: Mara.xlsx
Mara.xlsx holds your accounts only. Its scores are formulas: change a weight on the sheet Model, and they follow.

Scored with the model “Small model” for Nordwind AG.
"""


def test_a_key_account_by_override_says_so() -> None:
    override = {
        "override_tier": "Key",
        "override_reason": "x",
        "override_by": "y",
        "override_until": date(2026, 12, 31),
    }
    message = compose(book(rows=[account("A1", manager_email="mara@example.com", **override)]))
    assert "1. Account A1: score not known, revenue not known, –, by override" in message.text
    assert "by override" in Reader(message.html).text


def test_sender_recipient_and_day_come_from_the_book() -> None:
    message = compose(book())
    assert message.to == Address("Mara Voss", "mara", "example.com")
    assert message.sender == Address("Sales Ops", "ops", "example.com")
    assert message.day == date(2026, 3, 31)


def test_what_is_no_address_is_left_out() -> None:
    hostile = Recipient("Mara Voss", "mara@example.com\r\nBcc: eve@example.com")
    rows = [account("A1", manager_email=hostile.email)]
    message = compose(book(rows=rows, settings={"mail_from": "ops"}), hostile)
    assert (message.to, message.sender) == (None, None)


def test_a_message_says_nothing_of_anybody_else() -> None:
    message = compose(book())
    assert "Foreign" not in message.subject + message.text + message.html
    assert "Noah" not in message.subject + message.text + message.html


class Reader(HTMLParser):
    """Collects what a person reads, and every tag and attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


def test_the_html_says_the_same_and_asks_the_network_for_nothing() -> None:
    message = compose(book())
    reader = Reader(message.html)
    for said in ("Account A1", "€600,000", "Call the buyer", "New key account", "No longer key", "Strategic fit"):
        assert said in reader.text
    assert {"script", "link", "iframe", "form", "a"} & set(reader.tags) == set()
    assert re.findall(r'src="([^"]*)"', message.html) == ["cid:portfolio.png"]
    assert [picture.name for picture in message.pictures] == ["portfolio.png"]
    assert {name for name in reader.attributes if name.startswith("on") or name == "href"} == set()


def test_hostile_names_stay_text_in_html_and_one_line_in_the_subject(tmp_path: Path) -> None:
    evil = 'x\r\nBcc: eve@example.com "><script>alert(1)</script>{{ 7 * 7 }}'
    own = tmp_path / "messages"
    own.mkdir()
    (own / "manager.subject.txt").write_text("{{ key[0].name }}\n{{ company }}", encoding="utf-8")
    scored = book(rows=[account("A1", **{**STRONG, "account": evil})], settings={"company": evil})
    message = compose(scored, Recipient("Mara Voss", None), MessageTemplates(template_folders([tmp_path])))
    assert message.subject.count("Bcc:") == 2
    assert "\n" not in message.subject
    assert "script" not in Reader(message.html).tags
    assert "{{ 7 * 7 }}" in Reader(message.html).text


def test_numbers_are_written_in_the_managers_language() -> None:
    tables = {"Team": [{"account_manager": "Mara Voss", "language": "de"}]}
    assert "600.000\xa0€" in compose(book(tables=tables)).text


def test_a_book_of_which_nothing_is_known_still_makes_a_message() -> None:
    message = compose(scored_book([account("A1")]), Recipient("Mara Voss", None))
    assert "None yet." in message.text
    assert message.to is None


def test_a_book_without_a_worry_says_so() -> None:
    assert (
        "Nothing: no action is overdue"
        in compose(scored_book([account("A1", **STRONG)]), Recipient("Mara Voss", None)).text
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ nobody }}", "nobody"),
        ("{% if %}", "line 1"),
        ("{{ manager.__class__.__mro__ }}", "may not"),
        ("{% include '../../etc/passwd' %}", "etc/passwd"),
        ("{% for i in range(99999) %}{{ 'x' * 999 }}{% endfor %}", "more than"),
    ],
)
def test_a_template_that_cannot_be_used_is_named_with_its_fault(source: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "manager.txt").write_text(source, encoding="utf-8")
    with pytest.raises(TemplateError, match=r"manager\.txt") as caught:
        compose(book(), templates=MessageTemplates(template_folders([tmp_path])))
    assert said in str(caught.value)


def test_checking_lists_the_faults_of_all_templates(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    for name in ("manager.txt", "manager.html"):
        (tmp_path / "messages" / name).write_text("{% if %}", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        MessageTemplates(template_folders([tmp_path])).check()
    assert len(caught.value.problems) == 2
