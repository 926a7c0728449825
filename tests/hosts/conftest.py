"""The hosts that tests start and end."""

import platform
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kam_xl.workbook.builder import Macros, macros_from_sources
from tests.hosts.libreoffice import LibreOffice, started
from tests.hosts.wine.build import windows_for_one
from tests.hosts.wine.excel import Excel
from tests.hosts.wine.excel import started as excel_started
from tests.hosts.wine.windows import Windows

# Run by another Python, which has `uno`, or by one of Windows, which has COM.
collect_ignore = [
    "libreoffice_driver.py",
    "ribbon_driver.py",
    "wine/excel_objects.py",
    "wine/excel_program.py",
    "wine/outlook_server.py",
]

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


@pytest.fixture(scope="module")
def windows(require_host: Callable[[str], Path]) -> Iterator[Windows]:
    """Give a Windows with a Python in it, built once and kept; for one module, so that no other run waits for long."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        pytest.skip("Wine runs Windows programs on x86_64 Linux")
    for program in ("wine", "x86_64-w64-mingw32-gcc"):
        require_host(program)
    with windows_for_one() as found:
        yield found


@pytest.fixture(scope="module")
def excel(windows: Windows) -> Iterator[Excel]:
    """Give what calls Python as Excel does."""
    with excel_started(windows) as host:
        yield host
