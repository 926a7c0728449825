"""`kam new`, `kam workbook build` and `kam demo`."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result

from kam_xl.shipped import shipped
from tests.cli.desk import files_in, kam

SHIPPED = shipped("workbook", "KeyAccounts.xlsm")


def test_a_fresh_workbook_is_the_one_that_ships(tmp_path: Path) -> None:
    result = kam("new", tmp_path / "deep" / "Mine.xlsm")
    assert (result.exit_code, (tmp_path / "deep" / "Mine.xlsm").read_bytes()) == (0, SHIPPED.read_bytes())
    assert (
        result.stderr
        == f"Wrote {tmp_path / 'deep' / 'Mine.xlsm'}. Open it in Excel and follow the three steps on Start.\n"
    )


def test_a_workbook_that_exists_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "Mine.xlsm").write_text("mine", encoding="utf-8")
    result = kam("new", tmp_path / "Mine.xlsm")
    assert (result.exit_code, (tmp_path / "Mine.xlsm").read_text(encoding="utf-8")) == (2, "mine")
    assert "this workbook exists already" in result.stderr


@pytest.mark.parametrize("name", ["Mine.xlsx", "Mine"])
def test_a_workbook_with_macros_needs_its_ending(tmp_path: Path, name: str) -> None:
    result = kam("new", tmp_path / name)
    assert (result.exit_code, result.stderr, files_in(tmp_path)) == (
        2, f"Error: {tmp_path / name}: a key account workbook holds macros; give a name that ends in .xlsm.\n", {},
    )  # fmt: skip


def test_a_fresh_workbook_without_accounts_says_what_to_fill_in(tmp_path: Path) -> None:
    kam("new", tmp_path / "Mine.xlsm")
    result = kam("run", tmp_path / "Mine.xlsm", "-o", tmp_path / "out")
    assert (result.exit_code, result.stderr.partition(": nothing ")[0], "Fill in" in result.stderr) == (
        2, "Error: Mine.xlsm, sheet Accounts holds no account", True,
    )  # fmt: skip


def test_the_workbook_that_ships_is_what_its_sources_give(tmp_path: Path) -> None:
    result = kam("workbook", "build", "-o", tmp_path / "built.xlsm")
    assert (result.exit_code, result.stderr) == (0, f"Built {tmp_path / 'built.xlsm'}.\n")
    assert (tmp_path / "built.xlsm").read_bytes() == SHIPPED.read_bytes()


def test_the_workbook_is_rebuilt_in_place_of_the_one_that_ships() -> None:
    before = SHIPPED.read_bytes()
    result = kam("workbook", "build")
    assert (result.stderr, SHIPPED.read_bytes()) == (f"Built {SHIPPED}.\n", before)


@dataclass(frozen=True)
class Demo:
    """The demo, run twice into one folder."""

    folder: Path
    results: tuple[Result, Result]
    files: tuple[dict[str, bytes], dict[str, bytes]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo") / "out"
    first, files = kam("demo", "-o", folder), files_in(folder)
    return Demo(folder, (first, kam("demo", "-o", folder)), (files, files_in(folder)))


@pytest.mark.xdist_group("demo")
def test_the_demo_does_the_whole_path(demo: Demo) -> None:
    result, files = demo.results[0], demo.files[0]
    kinds = {(Path(name).parent.name, Path(name).suffix) for name in files}
    assert [name for name in files if "/" not in name] == ["KeyAccounts-demo.xlsm", "scores.csv", "summary.txt"]
    assert {
        ("plans", ".html"), ("plans", ".docx"), ("portfolios", ".html"), ("portfolios", ".docx"),
        ("managers", ".xlsx"), ("managers", ".eml"),
    } <= kinds  # fmt: skip
    assert (result.exit_code, result.stderr) == (
        1,
        (
            f"{files['summary.txt'].decode()}\n"
            f"All of it is in {demo.folder}. Open {demo.folder / 'KeyAccounts-demo.xlsm'} in Excel, or "
            f"{demo.folder / 'plans'}.\n"
        ),
    )


@pytest.mark.xdist_group("demo")
def test_the_demo_gives_the_same_bytes_again(demo: Demo) -> None:
    first, second = demo.files
    differing = {name for name in first | second if first.get(name) != second.get(name)}
    assert differing == {"managers/outbox.sqlite"}, "only the outbox knows when a draft was written"
    assert demo.results[0].stderr == demo.results[1].stderr


@pytest.mark.xdist_group("demo")
def test_the_demo_workbook_scores_as_the_demo_says(demo: Demo, tmp_path: Path) -> None:
    kam("score", demo.folder / "KeyAccounts-demo.xlsm", "-o", tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == demo.files[0]["scores.csv"]
