from pathlib import Path

from click.testing import CliRunner, Result

from kam_xl.cli import main
from kam_xl.shipped import shipped


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


def test_a_check_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text("{{ account.name }}", encoding="utf-8")
    done = kam("check", tmp_path / "plan.html")
    assert (done.exit_code, done.stderr) == (0, f"{tmp_path / 'plan.html'} is sound.\n")
    assert [file.name for file in tmp_path.iterdir()] == ["plan.html"]


def test_a_folder_without_templates_is_told_how_to_get_some(tmp_path: Path) -> None:
    done = kam("check", tmp_path)
    assert done.exit_code == 2
    assert f"`kam template export {tmp_path}` puts some there" in done.stderr
