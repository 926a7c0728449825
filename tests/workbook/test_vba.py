"""The macros: what runs in Excel is what stands in the text sources."""

import re
import tomllib
import warnings
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET  # our own files

import pytest

from kam_xl.errors import SourceError
from kam_xl.shipped import shipped
from kam_xl.workbook.layout import CODE_NAMES, XLWINGS_VERSION
from kam_xl.workbook.package import RIBBON_PART, take_part
from kam_xl.workbook.vba import LONGEST_MODULE_NAME, read_sources

CUSTOM_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
OURS = (*sorted(path.name for path in shipped("workbook", "vba").glob("Kam*.bas")), "ThisWorkbook.cls")


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    return read_sources(shipped("workbook", "vba"))


@pytest.fixture(scope="module")
def in_the_workbook() -> dict[str, str]:
    # It calls its own libraries by names they have given up; that is not ours to mend.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from oletools.olevba import VBA_Parser
    parser = VBA_Parser(str(shipped("workbook", "KeyAccounts.xlsm")))
    modules = {name.removesuffix(".bas").removesuffix(".cls"): code for _, _, name, code in parser.extract_macros()}
    parser.close()
    return modules


def _code(text: str) -> str:
    """Give what a module says, without the header that Excel's editor keeps to itself."""
    body = re.sub(r"\AVERSION.*?\r?\nEND\r?\n", "", text, flags=re.DOTALL)
    lines = [line.rstrip() for line in body.splitlines()]
    return "\n".join(line for line in lines if not line.startswith("Attribute VB_")).strip()


def test_every_module_in_the_workbook_is_one_of_the_sources(
    sources: dict[str, str], in_the_workbook: dict[str, str]
) -> None:
    expected = {Path(name).stem: _code(text) for name, text in sources.items()} | dict.fromkeys(CODE_NAMES, "")

    assert {name: _code(code) for name, code in in_the_workbook.items()} == expected


def test_the_ribbon_in_the_workbook_is_the_source() -> None:
    source = shipped("workbook", "ribbon.xml").read_bytes()

    assert take_part(shipped("workbook", "KeyAccounts.xlsm"), RIBBON_PART) == source


def _package_file(*parts: str) -> Path:
    spec = find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent.joinpath(*parts)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("xlwings.bas", ("xlwings.bas",)), ("Dictionary.cls", ("addin", "Dictionary.cls"))]
)
def test_modules_of_xlwings_are_those_of_the_pinned_package(ours: str, theirs: tuple[str, ...]) -> None:
    expected = _package_file(*theirs).read_text(encoding="utf-8").splitlines()

    assert shipped("workbook", "vba", ours).read_text(encoding="utf-8").splitlines() == expected


def test_one_version_of_xlwings_is_named_everywhere(sources: dict[str, str]) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = next(name for name in project["dependencies"] if name.startswith("xlwings"))

    assert version("xlwings") == XLWINGS_VERSION
    assert pinned == f"xlwings=={XLWINGS_VERSION}"
    assert f'XLWINGS_VERSION As String = "{XLWINGS_VERSION}"' in sources["xlwings.bas"]


@pytest.mark.parametrize("name", OURS)
def test_our_modules_run_as_the_same_text_in_every_host(sources: dict[str, str], name: str) -> None:
    code = sources[name]

    assert re.findall(r"^\s*#\w+", code, re.MULTILINE) == [], "no conditional compilation"
    assert "Option Explicit" in code
    assert "TypeOf Application.Caller" not in code


def _public_names(code: str) -> list[str]:
    return re.findall(r"^(?:Public )?(?:Function|Sub) (\w+)", code, re.MULTILINE)


def test_no_function_or_module_is_called_like_a_cell_or_like_the_other(sources: dict[str, str]) -> None:
    modules = {Path(name).stem.lower() for name in sources}
    functions = [name for file in OURS for name in _public_names(sources[file])]

    assert [name for name in functions if re.fullmatch(r"[A-Za-z]{1,3}[0-9]+", name)] == []
    assert [name for name in functions if name.lower() in modules] == []
    assert "KAM_SCORE" in functions


def _buttons() -> list[ET.Element]:
    root = ET.parse(shipped("workbook", "ribbon.xml")).getroot()  # noqa: S314 - our own file
    return list(root.iter(f"{CUSTOM_UI}button"))


def test_every_button_calls_a_macro_that_takes_it(sources: dict[str, str]) -> None:
    actions = [button.get("onAction") for button in _buttons()]

    subs = re.findall(r"^Public Sub (\w+)\(control As IRibbonControl\)", sources["KamMacros.bas"], re.MULTILINE)

    assert set(actions) == set(subs)
    assert len(subs) == len(set(subs))


def test_every_button_says_what_it_does() -> None:
    ids = [element.get("id") for element in ET.parse(shipped("workbook", "ribbon.xml")).iter()]  # noqa: S314
    named = [identity for identity in ids if identity]

    assert len(named) == len(set(named))
    for button in _buttons():
        assert button.get("label")
        assert button.get("screentip")
        assert len(button.get("supertip") or "") > 30


def _write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("Kam.bas", "Sub A()\n' → B\n", "Kam.bas, line 2: found “→”; allowed: characters of code page 1252."),
        ("Kam.bas", 'Attribute VB_Name = "Kan"\n', "Kam.bas: Attribute VB_Name says “Kan”; allowed: “Kam”."),
        ("K" * 32 + ".bas", "", f"{'K' * 32}.bas: the name has 32 characters; allowed: {LONGEST_MODULE_NAME}."),
    ],
)
def test_a_module_that_excel_could_not_hold_is_refused(tmp_path: Path, name: str, text: str, problem: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read_sources(_write(tmp_path, name, text))

    assert refusal.value.problems[0].startswith(problem)


def test_sources_have_the_line_ends_of_windows_however_git_wrote_them(tmp_path: Path) -> None:
    assert read_sources(_write(tmp_path, "Kam.bas", "Sub A()\nEnd Sub\n")) == {"Kam.bas": "Sub A()\r\nEnd Sub\r\n"}
