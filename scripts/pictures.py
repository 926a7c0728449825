"""Draw the pictures of the documentation from what `kam demo` made: `pictures.py OUT PICTURES`.

The workbook and the Word plan are drawn by LibreOffice, the HTML plan by chromium, as a reader without Excel sees them.
"""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from openpyxl import load_workbook

# One page a sheet, so that a sheet's place in the workbook is its page number.
SHEET_A_PAGE = 'pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}'
DOTS_PER_INCH = 88
SCREEN = (1600, 900)
FINE_DOTS_PER_INCH = 120
DASHBOARD = (1590, 1215)
HEADER_ROW = 5
SHOWN_COLUMNS = {
    "Account ID", "Account", "Industry", "Account Manager", "Revenue 12m", "Score", "Tier", "Rank", "Coverage",
    "Quadrant", "Reason",
}  # fmt: skip
WHOLE_PAGE = (0, 0)
HIDDEN = ' hidden="1"'


def main(out: Path, pictures: Path) -> None:
    """Draw every picture; each replaces the one before it."""
    pictures.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        workbook = without_columns(out / "KeyAccounts-demo.xlsm", scratch / "shown.xlsm")
        sheets = to_pdf(workbook, scratch, SHEET_A_PAGE)
        draw_page(sheets, page_of(workbook, "Accounts"), pictures / "accounts", SCREEN)
        draw_page(sheets, page_of(workbook, "Dashboard"), pictures / "dashboard", DASHBOARD, FINE_DOTS_PER_INCH)
        draw_page(to_pdf(a_plan(out, ".docx"), scratch, "pdf"), 1, pictures / "plan-word", WHOLE_PAGE)
        draw_web_page(a_plan(out, ".html"), pictures / "plan.png", scratch)


def a_plan(out: Path, ending: str) -> Path:
    """Return the plan to show: the longest, since it has most to show; the first by name among equals."""
    plans = sorted((out / "plans").glob(f"*{ending}"))
    if not plans:
        sys.exit(f"No plan *{ending} in {out / 'plans'}: run `make demo` first.")
    return max(plans, key=lambda path: path.stat().st_size)


def without_columns(workbook: Path, copy: Path) -> Path:
    """Copy the workbook with only the telling columns of Accounts shown, as a person would hide the others."""
    sheet = load_workbook(workbook, read_only=True)["Accounts"]
    (headers,) = sheet.iter_rows(min_row=HEADER_ROW, max_row=HEADER_ROW, values_only=True)
    hidden = {column for column, header in enumerate(headers, start=1) if header not in SHOWN_COLUMNS}
    part = f"xl/worksheets/sheet{page_of(workbook, 'Accounts')}.xml"
    with ZipFile(workbook) as source, ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _as_shown(content.decode(), hidden).encode() if name == part else content)
    return copy


def _as_shown(sheet: str, hidden: set[int]) -> str:
    def column_by_column(match: re.Match[str]) -> str:
        first, last, rest = int(match[1]), int(match[2]), match[3]
        return "".join(
            f'<col min="{column}" max="{column}"{rest}{HIDDEN if column in hidden else ""}/>'
            for column in range(first, last + 1)
        )

    # Without Python behind it LibreOffice would work errors out anew; the results stand beside the formulas.
    results = re.sub(r"<f>KAM_[^<]*</f>", "", sheet)
    return re.sub(r'<col min="(\d+)" max="(\d+)"([^>]*)/>', column_by_column, results)


def page_of(workbook: Path, sheet: str) -> int:
    """Return the page that a sheet becomes when each sheet becomes a page; hidden ones become empty pages."""
    return load_workbook(workbook, read_only=True).sheetnames.index(sheet) + 1


def to_pdf(document: Path, folder: Path, kind: str) -> Path:
    """Let LibreOffice print a document, with a profile of its own so that an open LibreOffice does not answer."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(document)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / f"{document.stem}.pdf"


def draw_page(
    pdf: Path, page: int, picture: Path, size_px: tuple[int, int], dots_per_inch: int = DOTS_PER_INCH
) -> None:
    """Draw a page from its upper left corner, as far as the size goes."""
    width, height = map(str, size_px)
    place = ["-f", str(page), "-l", str(page), "-singlefile", "-x", "0", "-y", "0", "-W", width, "-H", height]
    subprocess.run(["pdftoppm", "-png", "-r", str(dots_per_inch), *place, pdf, picture], check=True)


def draw_web_page(page: Path, picture: Path, folder: Path) -> None:
    """Draw the first screen of a web page, at twice the dots, as good screens do."""
    width, height = SCREEN
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={width // 2},{height}"]
    output = ["--force-device-scale-factor=2", f"--user-data-dir={folder / 'chromium'}", f"--screenshot={picture}"]
    command = ["chromium", *options, *output, page.resolve().as_uri()]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
