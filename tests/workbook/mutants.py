"""Ways to break a workbook, one fault each: what the checkers must notice, and which of them does."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from tests.workbook.breaking import (
    ACCOUNTS,
    ACCOUNTS_TABLE,
    ANYWHERE,
    CUT_SHORT,
    DASHBOARD,
    Change,
    cut_short,
    formula,
    in_part,
    put,
    removed,
    replaced,
    score_formula,
    source,
    validation,
)
from tests.workbook.checkers import AUDIT, CALAMINE, LINT, OPENPYXL, SDK, SOURCES
from tests.workbook.lint.macros import PROJECT_PART
from tests.workbook.lint.ribbon import RIBBON_PART

TYPES, WORKBOOK, LINKS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
START, SECOND_TABLE = "xl/worksheets/sheet1.xml", "xl/tables/table2.xml"
STYLES, CHART, DRAWING = "xl/styles.xml", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml"


@dataclass(frozen=True)
class Mutant:
    """A broken workbook.

    Attributes:
        fault: What is wrong with it, in words.
        caught_by: The checkers that notice.
        break_parts: Breaks the parts of a good workbook.
    """

    fault: str
    caught_by: AbstractSet[str]
    break_parts: Change

    def write(self, good: Path, target: Path) -> Path:
        """Write the broken workbook."""
        with ZipFile(good) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        self.break_parts(parts)
        with ZipFile(target, "w", ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(name, content)
        if CUT_SHORT in parts:
            cut_short(target)
        return target


_LONG_LIST = ",".join(f"Choice {number}" for number in range(40))
_EXTERNAL = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
    'Target="file:///C:/other.xlsx" TargetMode="External"/></Relationships>'
)

MUTANTS: tuple[Mutant, ...] = (
    # Tables.
    Mutant("table ref wider than its columns", {LINT}, in_part(ACCOUNTS_TABLE, r' ref="A5:[A-Z]+', ' ref="A5:ZZ')),
    Mutant("table ref without a row", {LINT}, in_part(ACCOUNTS_TABLE, r'( ref="A5:[A-Z]+)\d+', r"\g<1>5")),
    Mutant(
        "column called otherwise than its header", {LINT}, in_part(ACCOUNTS_TABLE, r'name="Industry"', 'name="Branch"')
    ),
    Mutant("two columns of one name", {LINT}, in_part(ACCOUNTS_TABLE, r'name="Industry"', 'name="Country"')),
    Mutant("two tables of one number", {LINT}, in_part(SECOND_TABLE, r' id="2"', ' id="1"')),
    Mutant("two tables of one name", {LINT}, in_part(SECOND_TABLE, r'isplayName="\w+"', 'isplayName="Accounts"')),
    Mutant("cell with another formula than its column", {LINT}, in_part(ACCOUNTS, r"<f>KAM_SCORE", "<f>1+KAM_SCORE")),
    # Names and sheets.
    Mutant("name that is also a table", {LINT}, in_part(WORKBOOK, r'name="KamResult"', 'name="accounts"')),
    Mutant("name defined twice", {LINT}, in_part(WORKBOOK, r'name="KamResult"', 'name="KamProblem"')),
    Mutant("name of a sheet that is gone", {LINT}, in_part(WORKBOOK, r'(name="KamResult">)Start!', r"\1Begin!")),
    Mutant("name that is a cell", {LINT}, in_part(WORKBOOK, r'name="KamResult"', 'name="KAM1"')),
    Mutant("two sheets of one name", {LINT, SDK}, in_part(WORKBOOK, r'name="Dashboard"', 'name="start"')),
    Mutant("hidden sheet open", {LINT}, in_part(WORKBOOK, r"<workbookView ", '<workbookView activeTab="15" ')),
    Mutant("sheet without code name", {LINT}, in_part(START, r' codeName="\w+"', "")),
    Mutant("workbook without code name", {LINT}, in_part(WORKBOOK, r' codeName="ThisWorkbook"', "")),
    Mutant("calculation forced on opening", {LINT}, in_part(WORKBOOK, r"<calcPr ", '<calcPr fullCalcOnLoad="1" ')),
    Mutant(
        "link to another file", {LINT}, in_part("xl/worksheets/_rels/sheet3.xml.rels", r"</Relationships>", _EXTERNAL)
    ),
    Mutant("author's name", {LINT}, in_part("docProps/core.xml", r"(<dc:creator>)[^<]*", r"\1Jane Doe")),
    # Package.
    Mutant(
        "main content type without macros",
        {LINT, AUDIT},
        in_part(
            TYPES, r"ms-excel\.sheet\.macroEnabled\.main", "openxmlformats-officedocument.spreadsheetml.sheet.main"
        ),
    ),
    Mutant(
        "chart without content type", {SDK}, in_part(TYPES, r'<Override PartName="/xl/charts/chart1.xml"[^>]*>', "")
    ),
    Mutant(
        "sheet without relationship",
        {LINT, AUDIT, OPENPYXL, CALAMINE, SDK},
        in_part(LINKS, r'<Relationship Id="rId2" [^>]*>', ""),
    ),
    Mutant("VBA project without relationship", {LINT}, in_part(LINKS, r'<Relationship [^>]*vbaProject.bin"/>', "")),
    Mutant("ribbon without relationship", {LINT}, in_part("_rels/.rels", r'<Relationship [^>]*customUI14.xml"/>', "")),
    Mutant(
        "drawing without its relationships",
        {LINT, AUDIT, OPENPYXL, SDK},
        removed("xl/drawings/_rels/drawing1.xml.rels"),
    ),
    Mutant("part that is missing", {LINT, AUDIT, OPENPYXL, SOURCES, SDK}, removed(CHART)),
    Mutant("part that is no XML", {LINT, OPENPYXL, CALAMINE, SOURCES, SDK}, in_part(STYLES, r"</styleSheet>", "")),
    Mutant("packed bytes spoilt", {LINT, AUDIT, OPENPYXL, CALAMINE, SOURCES, SDK}, put(CUT_SHORT, b"")),
    # Cells.
    Mutant("style that does not exist", {LINT, OPENPYXL, SDK}, replaced(ANYWHERE, r' s="\d+"', ' s="9999"')),
    Mutant(
        "text that does not exist",
        {LINT, AUDIT, OPENPYXL, CALAMINE},
        replaced(ANYWHERE, r't="s"><v>\d+<', 't="s"><v>99999<'),
    ),
    Mutant("address that is none", {LINT, OPENPYXL, CALAMINE}, replaced(ANYWHERE, r'<c r="A1"', '<c r="1A"')),
    Mutant("cells in wrong order", {LINT}, in_part(ACCOUNTS, r'<c r="B5"', '<c r="D5"')),
    Mutant(
        "merged ranges that overlap",
        {LINT},
        in_part(
            START,
            r"(</sheetData>)(?:<mergeCells.*?</mergeCells>)?",
            r'\1<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>',
        ),
    ),
    Mutant(
        "elements of a sheet in wrong order",
        {AUDIT, SDK},
        replaced(ANYWHERE, r"(<sheetData>.*</sheetData>)(.*)(<pageMargins[^>]*>)", r"\3\1\2"),
    ),
    Mutant("formula without its last result", {LINT}, replaced(ANYWHERE, r"</f><v>[^<]*</v>", "</f>")),
    Mutant(
        "spilling formula in a table",
        {LINT},
        in_part(ACCOUNTS, r'(<c r="([A-Z]+\d+)"[^>]*>)<f>', r'\1<f t="array" ref="\2">'),
    ),
    Mutant("spilling formula without metadata", {LINT, SDK}, in_part(DASHBOARD, r"(<c [^>]*)><f", r'\1 cm="1"><f')),
    # Validation.
    Mutant(
        "list of choices too long",
        {LINT},
        validation(f'<dataValidation type="list" sqref="XFD9"><formula1>"{_LONG_LIST}"</formula1></dataValidation>'),
    ),
    Mutant(
        "input help too long",
        {LINT},
        validation(
            f'<dataValidation type="whole" prompt="{"x" * 256}" sqref="XFD9"><formula1>1</formula1></dataValidation>'
        ),
    ),
    Mutant(
        "table named in validation",
        {LINT},
        validation(
            '<dataValidation type="list" sqref="XFD9"><formula1>Team[Account Manager]</formula1></dataValidation>'
        ),
    ),
    # Formulas.
    Mutant("bracket left open", {LINT}, formula("SUM(Accounts[Revenue 12m]")),
    Mutant("quote left open", {LINT}, formula('COUNTIF(Accounts[Tier],"Key)')),
    Mutant("table that does not exist", {LINT}, formula("COUNTA(Account[Account ID])")),
    Mutant("column that does not exist", {LINT}, formula("COUNTA(Accounts[Account Name])")),
    Mutant("function that does not exist", {LINT}, formula("COUNTEM(Accounts[Account ID])")),
    Mutant("newer function without its prefix", {LINT}, formula('TEXTJOIN(",",TRUE,Accounts[Account])')),
    Mutant("spilling formula that is not written as such", {LINT}, formula("_xlfn.UNIQUE(Accounts[Tier])")),
    Mutant("reference that is lost", {LINT}, formula("SUM(#REF!)")),
    Mutant("this row outside of its table", {LINT}, formula("SUM(Accounts[[#This Row],[Revenue 12m]])")),
    Mutant(
        "row that contains its own score", {LINT}, score_formula("KAM_SCORE(Accounts[[#This Row],[Account ID]:[Tier]])")
    ),
    # Charts.
    Mutant("chart of cells that are lost", {LINT}, in_part(CHART, r"<c:f>[^<]*</c:f>", "<c:f>#REF!</c:f>")),
    Mutant(
        "chart that remembers other points", {LINT}, in_part(CHART, r'<c:ptCount val="\d+"/>', '<c:ptCount val="77"/>')
    ),
    Mutant("chart without alternative text", {LINT}, in_part(DRAWING, r' descr="[^"]*"', "")),
    # Ribbon and macros.
    Mutant("two controls of one id", {LINT}, in_part(RIBBON_PART, r'(<group id="(\w+)".*?<button id=")\w+', r"\1\2")),
    Mutant("button that calls nothing", {LINT}, in_part(RIBBON_PART, r'onAction="\w+"', 'onAction="DoTheWork"')),
    Mutant("button without supertip", {LINT}, in_part(RIBBON_PART, r'supertip="[^"]*"', "")),
    Mutant("attribute the ribbon does not have", {SDK}, in_part(RIBBON_PART, r"onAction=", 'colour="x" onAction=')),
    Mutant("ribbon of Excel 2007", {LINT, SDK}, in_part(RIBBON_PART, r"2009/07/customui", "2006/01/customui")),
    Mutant(
        "junk instead of macros",
        {LINT, SOURCES},
        put(PROJECT_PART, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40),
    ),
    Mutant("nothing instead of macros", {LINT, AUDIT, SOURCES}, put(PROJECT_PART, b"")),
    Mutant("function in no category", {LINT}, in_part(WORKBOOK, r"<functionGroups.*?</functionGroups>", "")),
    Mutant(
        "macro that Python does not have",
        {LINT, SOURCES},
        source("KamMacros.bas", r'RunMacro "\w+"', 'RunMacro "no_such_macro"'),
    ),
    Mutant(
        "macro that no button calls",
        {LINT, SOURCES},
        source(
            "KamMacros.bas",
            r"\Z",
            '\nPublic Sub Nobody(control As IRibbonControl)\n    RunMacro "score_accounts"\nEnd Sub\n',
        ),
    ),
    Mutant(
        "argument without wizard text",
        {LINT},
        in_part(WORKBOOK, r'<x14:argumentDescription index="0">[^<]*</x14:argumentDescription>', ""),
    ),
    Mutant(
        "wizard text too long",
        {LINT, SOURCES},
        source("KamFunctions.bas", r'(KAM_SCORE\.VB_Description = ")', r"\1" + "x" * 256),
    ),
    Mutant(
        "module other than its source",
        {SOURCES},
        source("KamStart.bas", r"(?m)^Option Explicit$", "Option Explicit\n' changed by hand"),
    ),
)
