"""The page of functions says what the workbook's own texts say."""

import re
import subprocess
import sys
from pathlib import Path

from kam_xl import __version__
from kam_xl.shipped import shipped
from kam_xl.workbook.wizard import ARGUMENTS
from tests.docs.pages import ROOT

FUNCTIONS = ROOT / "docs/reference/functions.md"


def test_the_page_is_what_its_program_writes(tmp_path: Path) -> None:
    written = tmp_path / "functions.md"
    subprocess.run([sys.executable, ROOT / "scripts/function_reference.py", written], check=True)
    assert written.read_bytes() == FUNCTIONS.read_bytes()


def test_every_function_and_every_argument_is_on_it() -> None:
    page = FUNCTIONS.read_text(encoding="utf-8")
    source = shipped("workbook", "vba", "KamFunctions.bas").read_text(encoding="utf-8")

    functions = re.findall(r"^Public Function (KAM_\w+)", source, re.MULTILINE)

    assert re.findall(r"^## (KAM_\w+)$", page, re.MULTILINE) == functions
    assert [
        text for name in functions if name != "KAM_TOKEN" for text in ARGUMENTS.get(name, ()) if text not in page
    ] == []


def test_the_macros_say_which_version_they_belong_to() -> None:
    source = shipped("workbook", "vba", "KamFunctions.bas").read_text(encoding="utf-8")

    assert re.findall(r'WORKBOOK_VERSION As String = "(.*)"', source) == [__version__]
