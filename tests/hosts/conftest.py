"""The hosts that tests start and end."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kam_xl.workbook.builder import Macros, macros_from_sources
from tests.hosts.libreoffice import LibreOffice, started

# Run by another Python, which has `uno`.
collect_ignore = ["libreoffice_driver.py"]

STAND_IN = Path(__file__).with_name("xlwings_stand_in.bas")


@pytest.fixture(scope="session")
def python_with_uno(require_host: Callable[[str], Path]) -> Path:
    """Find a Python that can talk to LibreOffice: the one it brings along, or the system's."""
    soffice = require_host("soffice").resolve()
    for python in (soffice.with_name("python"), Path("/usr/bin/python3")):
        if (
            python.exists()
            and subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0
        ):
            return python
    pytest.skip("no Python with LibreOffice's bridge `uno`; `make test` installs it where it may")


@pytest.fixture(scope="module")
def libreoffice(
    require_host: Callable[[str], Path], python_with_uno: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LibreOffice]:
    with started(require_host("soffice"), python_with_uno, tmp_path_factory.mktemp("libreoffice")) as host:
        yield host


@pytest.fixture(scope="session")
def macros() -> Macros:
    """Give the shipped macros, but for xlwings' own modules, which LibreOffice cannot compile."""
    return macros_from_sources({"xlwings.bas": STAND_IN.read_text(encoding="utf-8"), "Dictionary.cls": None})
