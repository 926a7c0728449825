"""The VBA project: from text files to the binary part that Excel runs.

The sources lie in `workbook/vba`: modules as `.bas` and classes as `.cls`, as Excel's editor exports them;
`ThisWorkbook.cls` holds the code of the workbook itself, without a header. Sheets have no code.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kam_xl.errors import SourceError
from kam_xl.workbook.package import take_part

CODE_PAGE = "cp1252"
"""The only characters that Excel's editor knows."""

WORKBOOK_MODULE = "ThisWorkbook"
LONGEST_MODULE_NAME = 31
PROJECT_PART = "xl/vbaProject.bin"


def read_sources(folder: Path) -> dict[str, str]:
    """Read the modules of a folder by file name, in alphabetical order, with the line ends of Windows.

    Raises:
        SourceError: A module cannot become part of a workbook; every fault is listed.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix in {".bas", ".cls"})
    sources = {path.name: "\r\n".join(path.read_text(encoding="utf-8").splitlines()) + "\r\n" for path in files}
    problems = [problem for name, text in sources.items() for problem in _faults(name, text)]
    if problems:
        raise SourceError(problems)
    return sources


def _faults(file: str, text: str) -> Iterator[str]:
    name = Path(file).stem
    if len(name) > LONGEST_MODULE_NAME:
        yield f"{file}: the name has {len(name)} characters; allowed: {LONGEST_MODULE_NAME}. Shorten it."
    stated = re.search(r'^Attribute VB_Name = "(.*)"\r?$', text, re.MULTILINE)
    if stated and stated[1] != name:
        yield f"{file}: Attribute VB_Name says “{stated[1]}”; allowed: “{name}”. Name the file and the module alike."
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            line.encode(CODE_PAGE)
        except UnicodeEncodeError as error:
            found = line[error.start]
            yield f"{file}, line {number}: found “{found}”; allowed: characters of code page 1252. Replace it."


def build_vba_project(sources: Mapping[str, str], code_names: Sequence[str]) -> bytes:
    """Build the part `vbaProject.bin` of a workbook; the same sources give the same bytes.

    Needs the extra `build` (pyOpenVBA): a workbook that a user fills in takes the part from the shipped one instead.

    Args:
        sources: The modules by file name, as `read_sources` gives them.
        code_names: The code names of the sheets in their order; each gets a module without code.
    """
    from pyopenvba import ExcelFile, VBAModuleKind

    kinds = {".bas": VBAModuleKind.standard, ".cls": VBAModuleKind.other}
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsm"
        _write_bare_book(book, code_names)
        with ExcelFile(book) as file:
            project = file.add_vba_project()
            for name, text in sources.items():
                path = Path(name)
                if path.stem == WORKBOOK_MODULE:
                    file.set_module(WORKBOOK_MODULE, text)
                else:
                    project.add_module(path.stem, text, kind=kinds[path.suffix])
            file.save()
        return take_part(book, PROJECT_PART)


def _write_bare_book(target: Path, code_names: Sequence[str]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(target) as book:
        book.set_vba_name(WORKBOOK_MODULE)
        for code_name in code_names:
            book.add_worksheet().set_vba_name(code_name)
