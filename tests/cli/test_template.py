from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kam_xl.cli import main
from kam_xl.shipped import shipped
from tests.cli.desk import HEADER, ROWS, workbook
from tests.plans.word_templates import png, save_template


def kam(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["template", *map(str, arguments)])


def test_the_shipped_templates_are_listed() -> None:
    done = kam("list")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines() if line.startswith("plan.")] == [
        f"plan.{ending}" for ending in ("docx", "html")
    ]


def test_ones_own_template_is_listed_in_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "plan.html").touch()
    (tmp_path / "~$plan.docx").touch()
    done = kam("list", tmp_path)
    assert [line.split() for line in done.stdout.splitlines() if line.startswith("plan.")] == [
        ["plan.docx", "shipped", "with", "kam-xl"],
        ["plan.html", str(tmp_path / "plan.html")],
    ]


def test_exported_templates_are_the_shipped_ones(tmp_path: Path) -> None:
    assert kam("export", tmp_path / "mine").exit_code == 0
    copied = {file.relative_to(tmp_path / "mine"): file.read_bytes() for file in (tmp_path / "mine").rglob("*.*")}
    source = shipped("templates")
    meant = [file for file in source.rglob("*.*") if file.suffix not in {".typ", ".ttf"}]
    assert copied == {file.relative_to(source): file.read_bytes() for file in meant if file.name != "OFL.txt"}


def test_an_export_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text("mine", encoding="utf-8")
    done = kam("export", tmp_path)
    assert done.exit_code == 2
    assert done.stderr == f"Error: {tmp_path / 'plan.html'} exists already. Move it away, or choose another folder.\n"
    assert [file.name for file in tmp_path.iterdir()] == ["plan.html"]


def test_a_fault_ends_the_check_with_its_place_and_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "plan-key.html").write_text("\n{{ acount.name }}", encoding="utf-8")
    done = kam("check", tmp_path)
    assert (done.exit_code, done.stderr) == (
        2,
        f"Error: {tmp_path / 'plan-key.html'}, line 2: there is no “acount” in a plan. Did you mean “account”?\n",
    )


def test_a_check_says_which_word_template_is_slow_and_by_which_tag(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png())
    file = save_template(tmp_path / "plan.docx", "By {{ picture('logo.png') }}")
    done = kam("check", file)
    assert (done.exit_code, done.stderr) == (
        0,
        (
            f"{file} is sound, but slow: document, paragraph “By {{{{ picture('logo.png') }}}}”: "
            "docxtpl fills this in, document by document, which takes some ten times as long.\n"
        ),
    )


def test_a_check_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text("{{ account.name }}", encoding="utf-8")
    done = kam("check", tmp_path / "plan.html")
    assert (done.exit_code, done.stderr) == (0, f"{tmp_path / 'plan.html'} is sound.\n")
    assert [file.name for file in tmp_path.iterdir()] == ["plan.html"]


def test_messages_are_checked_by_their_own_variables(tmp_path: Path) -> None:
    messages = tmp_path / "messages"
    messages.mkdir()
    (messages / "manager.subject.txt").write_text("{{ manager }}: {{ accounts }}", encoding="utf-8")
    (messages / "manager.txt").write_text(
        "\n{{ managr }}\n{% for k in key %}{{ k.scor }}{% endfor %}", encoding="utf-8"
    )
    (messages / "manager.html").write_text("{{ gaps[0].label }}", encoding="utf-8")
    expected = [
        f"Error: {messages / 'manager.html'}, line 1: ",
        f"Error: {messages / 'manager.txt'}, line 2: there is no “managr” in a message. Did you mean “manager”?",
        f"Error: {messages / 'manager.txt'}, line 3: there is no “k.scor” in a message. Did you mean “k.score”?",
    ]
    for place in (tmp_path, messages):
        done = kam("check", place)
        assert done.exit_code == 2
        said = done.stderr.splitlines()
        assert [line for line, start in zip(said, expected, strict=True) if not line.startswith(start)] == []
    (messages / "manager.txt").unlink()
    (messages / "manager.html").unlink()
    assert kam("check", messages).stderr == f"{messages / 'manager.subject.txt'} is sound.\n"


def test_a_message_has_no_count_of_red_flags(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "manager.txt").write_text("{{ manager }}: {{ red_flags }}", encoding="utf-8")
    assert "line 1: there is no “red_flags” in a message" in kam("check", tmp_path).stderr


def test_each_kind_of_file_is_checked_by_what_it_prints(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    for name in ("plan.html", "plan-customer.html", "portfolio.html", "messages/manager.html"):
        (tmp_path / name).write_text("{{ no_such_name }}", encoding="utf-8")
        done = kam("check", tmp_path / name)
        printed = done.stderr.partition("“no_such_name” in ")[2].partition(".")[0]
        assert (done.exit_code, printed) == (2, PRINTED[name])


PRINTED = {
    "plan.html": "a plan",
    "plan-customer.html": "a plan for a customer",
    "portfolio.html": "a portfolio",
    "messages/manager.html": "a message",
}


def test_a_part_of_ones_own_is_checked_in_the_templates_that_take_it_in(tmp_path: Path) -> None:
    (tmp_path / "parts.html").write_text("{% macro mine() %}{{ acount }}{% endmacro %}", encoding="utf-8")
    for name in ("page.html", "layout.html", "plan.html", "plan-major.html", "plan-standard.html"):
        (tmp_path / name).write_text("{% from 'parts.html' import mine %}{{ mine() }}", encoding="utf-8")
    done = kam("check", tmp_path / "parts.html")
    assert (done.exit_code, f"{tmp_path / 'parts.html'}, line 1: there is no “acount”" in done.stderr) == (2, True)


@pytest.mark.parametrize("name", ["logo.png", "plan.typ", "notes.md"])
def test_a_file_that_is_no_template_is_told_as_such(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    done = kam("check", tmp_path / name)
    endings = "One of a plan or portfolio ends in .docx or .html; one of a message is "
    expected = (
        f"Error: {tmp_path / name} is no template. {endings}manager.subject.txt or manager.txt or manager.html.\n"
    )
    assert (done.exit_code, done.stderr) == (2, expected)


def test_what_a_workbook_uses_is_listed_and_checked(book: Path) -> None:
    accounts: list[list[object]] = [[*row] for row in (HEADER, *ROWS)]
    settings: list[list[object]] = [["Setting", "Value"], ["Template Folder", "ours"]]
    file = workbook(book.parent / "book.xlsx", Accounts=accounts, Settings=settings)
    beside, named = book.parent / "templates" / "plan.html", book.parent / "ours" / "messages" / "manager.txt"
    for own, source in ((beside, "{{ account.name }}"), (named, "{{ manager }}")):
        own.parent.mkdir(parents=True)
        own.write_text(source, encoding="utf-8")
    shown = [line.split() for line in kam("list", file).stdout.splitlines() if str(book.parent) in line]
    assert shown == [["messages/manager.txt", str(named)], ["plan.html", str(beside)]]
    assert kam("check", file).stderr == f"{beside} is sound.\n{named} is sound.\n"
    named.write_text("{{ managr }}", encoding="utf-8")
    assert kam("check", file).stderr.startswith(f"Error: {named}, line 1: there is no “managr” in a message.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plan-mayor.html", "nothing is made by a template of this name, only by plan-key.html, plan.html, "),
        ("manager.txt", "no message is made by a template here. Move it to "),
    ],
)
def test_a_template_that_nothing_uses_is_told(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_text("words", encoding="utf-8")
    done = kam("check", tmp_path)
    assert (done.exit_code, done.stderr.startswith(f"Error: {tmp_path / name}: {said}")) == (2, True)
    assert name == "manager.txt" or done.stderr.endswith("Did you mean plan-major.html?\n")


def test_a_text_in_another_encoding_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_bytes("Müller".encode("cp1252"))
    assert "it is not written in UTF-8. Save it so" in kam("check", tmp_path).stderr


def test_documents_are_no_templates(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "Acme (A1).html").touch()
    assert kam("check", tmp_path).stderr.startswith(f"Error: {tmp_path} holds no template.")


def test_a_folder_without_templates_is_told_how_to_get_some(tmp_path: Path) -> None:
    done = kam("check", tmp_path)
    assert done.exit_code == 2
    assert f"`kam template export {tmp_path}` puts some there" in done.stderr
