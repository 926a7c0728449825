"""The program as a whole: its help, its exit codes, how it behaves when something goes wrong."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import kam_xl.jobs.score
from kam_xl import __version__
from kam_xl.cli import main
from kam_xl.cli.group import make_fit_for_any_text
from kam_xl.cli.options import today
from tests.cli.desk import AS_OF, kam


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words a person types for it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


COMMANDS = dict(commands(main))


def test_the_help_lists_every_command_in_the_order_in_which_people_meet_them() -> None:
    lines = kam("--help").stdout.partition("Commands:\n")[2].splitlines()
    listed = [line.split()[0] for line in lines if line[:3].strip() and not line.startswith("   ")]
    assert listed == [name[0] for name in COMMANDS if len(name) == 1]
    assert {"score", "explain", "plan", "share", "import", "run", "demo", "new", "snapshot", "model", "workbook"} <= {
        *listed
    }


def test_the_help_says_where_to_start_and_what_exit_codes_mean() -> None:
    text = kam("-h").stdout
    assert [
        word
        for word in ("kam demo", "kam new", "kam run", "  0  done\n", "  1  done, but ", "  2  not done")
        if word not in text
    ] == []


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_the_help_of_every_command_teaches_it(name: tuple[str, ...]) -> None:
    result = kam(*name, "--help")
    text = result.stdout
    is_group = isinstance(COMMANDS[name], click.Group)
    assert (result.exit_code, "\\b" in text, "\b" in text, "..." in text.partition("Commands:")[2]) == (
        0,
        False,
        False,
        False,
    )
    assert is_group or f"\n    kam {' '.join(name)}" in text, "an example stands on a line of its own"
    assert COMMANDS[name].short_help or is_group


@pytest.mark.parametrize(
    "name", [name for name, command in COMMANDS.items() if not isinstance(command, click.Group)], ids=" ".join
)
def test_every_option_is_explained(name: tuple[str, ...]) -> None:
    options = [option for option in COMMANDS[name].params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_version_is_the_packages() -> None:
    assert kam("--version").stdout == f"kam-xl, version {__version__}\n"


def test_a_command_that_is_none_is_refused_with_code_two() -> None:
    result = kam("scroe")
    assert (result.exit_code, "No such command 'scroe'" in result.stderr) == (2, True)


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a fault into scoring, in a place that knows a secret."""

    def broken(_request: object) -> object:
        password = os.environ["KAM_SMTP_PASSWORD"]
        return 1 / (len(password) - len(password))

    monkeypatch.setenv("KAM_SMTP_PASSWORD", "correct horse")
    monkeypatch.setattr(kam_xl.jobs.score, "score", broken)


@pytest.mark.usefixtures("fault")
def test_a_fault_of_the_program_is_no_success_and_says_how_to_report_it(book: Path, tmp_path: Path) -> None:
    result = kam("score", book, "-o", tmp_path / "out.csv")
    assert (result.exit_code, result.stdout, (tmp_path / "out.csv").exists()) == (2, "", False)
    assert re.sub(r"line \d+", "line N", result.stderr) == (
        "Error: kam-xl failed (ZeroDivisionError in test_kam.py, line N). That is a fault of the program, not of your "
        "data: please run `kam --debug score …` and report it with what that prints.\n"
    )


@pytest.mark.usefixtures("fault")
def test_debug_tells_where_a_fault_arose_and_no_values(book: Path) -> None:
    result = kam("--debug", "score", book)
    first, second, *_, last = result.stderr.splitlines()
    assert (result.exit_code, first.startswith(f"kam-xl {__version__}, Python 3."), second) == (
        2,
        True,
        "Traceback (most recent call last):",
    )
    assert "in broken\n    return 1 / (len(password) - len(password))" in result.stderr
    assert last.endswith("please report it with the lines above, after a look at what they quote.")
    assert "correct horse" not in result.output


def test_debug_tells_each_step_and_where_an_error_with_a_remedy_arose(book: Path, tmp_path: Path) -> None:
    result = kam("--debug", "score", book, "-o", tmp_path / "out.csv", *AS_OF)
    steps = [line.partition(" s] ")[2] for line in result.stderr.splitlines() if line.startswith("[")]
    assert steps == [
        f"read {book}",
        "understood 4 accounts as of 2026-03-31, model Half and half",
        "scored 4 accounts",
        f"wrote {tmp_path / 'out.csv'}",
    ]
    refused = kam("--debug", "score", tmp_path / "none.csv").stderr
    assert (refused.count("Traceback"), refused.splitlines()[-1].startswith("Error: ")) == (2, True)
    assert "FileNotFoundError" in refused


def test_debug_after_the_command_is_told_its_place(book: Path) -> None:
    result = kam("score", book, "--debug")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        2,
        "Error: --debug stands before the command: kam --debug score …",
    )


def test_without_debug_nobody_hears_of_steps(book: Path, tmp_path: Path) -> None:
    kam("--debug", "score", book, *AS_OF)
    result = kam("score", book, "-o", tmp_path / "out.csv", *AS_OF)
    assert (result.exit_code, [line for line in result.stderr.splitlines() if line.startswith("[")]) == (0, [])
    assert logging.getLogger("kam_xl").handlers == []


def test_who_stops_the_program_is_not_told_that_it_is_done(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_request: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(kam_xl.jobs.score, "score", stopped)
    result = kam("score", book)
    assert (result.exit_code, result.stderr) == (130, "Stopped. What was written so far is whole.\n")


def test_a_pipe_that_closes_early_makes_no_noise(book: Path) -> None:
    program = f"{sys.executable} -m kam_xl score {book} -o - --as-of 2026-03-31 2>&1 | head -c 0"
    done = subprocess.run(["sh", "-c", program], capture_output=True, check=False, text=True)
    assert (done.returncode, "Traceback" in done.stdout + done.stderr) == (0, False)


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["score", "none.csv"], 2), (["score"], 2)])
def test_the_installed_program_ends_as_promised(tmp_path: Path, arguments: list[str], code: int) -> None:
    done = subprocess.run([sys.executable, "-m", "kam_xl", *arguments], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False)


def test_what_goes_to_a_file_is_utf_8_whatever_the_terminal_speaks(book: Path) -> None:
    env = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "kam_xl", "explain", str(book), "K1", *AS_OF]
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    assert (done.returncode, "Zoë & Co" in done.stdout.decode(), "█" in done.stdout.decode()) == (0, True, True)


class Terminal(TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_question_mark_for_what_it_cannot_show() -> None:
    screen = Terminal(BytesIO(), encoding="cp1252", errors="strict")
    make_fit_for_any_text(screen, None)
    screen.write("Zoë █")
    screen.flush()
    assert screen.buffer.getvalue() == b"Zo\xeb ?"  # type: ignore[attr-defined]


def test_the_help_is_quick_since_it_loads_nothing_heavy() -> None:
    program = "import sys; from kam_xl.cli import main; main(['--help'], standalone_mode=False)"
    heavy = (
        "print([name for name in ('numpy', 'pandas', 'openpyxl', 'rich', 'jinja2', 'docxtpl') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", f"{program}; {heavy}"], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_options_may_be_given_as_values_too() -> None:
    context = click.Context(click.Command("x"))
    option = next(option for option in COMMANDS["score",].params if option.name == "as_of")
    assert option.type_cast_value(context, today()) == today()
    assert CliRunner().invoke(main, []).exit_code == 2
