"""Writing an imported book: as csv files side by side, as a workbook of tables, or as a key account workbook."""

from dataclasses import dataclass, replace
from pathlib import Path

from kam_xl.accounts.book import RawBook
from kam_xl.accounts.tables import ACCOUNTS, TEAM
from kam_xl.errors import TargetError
from kam_xl.jobs.book_file import write_book
from kam_xl.jobs.gather import Request, understand
from kam_xl.jobs.models import load_model, model_beside
from kam_xl.jobs.score import Scored
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.assessment import assess
from kam_xl.scoring.calibration import calibrate_starter
from kam_xl.scoring.model import Model, model_plain, parse_model
from kam_xl.scoring.model_toml import model_to_toml
from kam_xl.workbook.files import atomic_write
from kam_xl.workbook.reading import team_beside
from kam_xl.workbook.writing import write_table, write_tables

ENDINGS = (".csv", ".xlsx", ".xlsm")
"""The endings of files that accounts are imported into."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        files: The files.
        model: What became of the model, as a sentence.
    """

    files: tuple[Path, ...]
    model: str


def check_target(target: Path) -> None:
    """Refuse a target before any work is done.

    Raises:
        TargetError: It has another ending, or files that would be written exist.
    """
    if target.suffix.lower() not in ENDINGS:
        raise TargetError(f"{target}: accounts are imported into files that end in {', '.join(ENDINGS)}. Choose one.")
    existing = [path for path in (target, *_beside(target)) if path.exists()]
    if existing:
        raise TargetError(
            f"{existing[0]} exists, and people may have typed in it. Choose a new name; to bring {target} up to date, "
            f"say --into {target} and choose another name with -o."
        )


def _beside(target: Path) -> list[Path]:
    model, team = model_beside(target), team_beside(target)
    return {".csv": [team, model], ".xlsx": [model], ".xlsm": []}[target.suffix.lower()]


def check_room(target: Path, book: RawBook) -> None:
    """Refuse a target that cannot hold what the book to import into holds.

    Raises:
        TargetError: The book has sheets that the target has no place for.
    """
    ending = target.suffix.lower()
    if ending != ".xlsm" and (book.settings or book.model):
        raise TargetError(f"{target}: the book has settings and a model, which only a .xlsm holds. Choose such a name.")
    others = [name for name in book.tables if name != TEAM.name]
    if ending == ".csv" and others:
        raise TargetError(f"{target}: the book has the sheets {', '.join(others)}, which no csv holds. Choose a .xlsx.")


def write_imported(book: RawBook, request: Request, target: Path, model_before: Path) -> Written:
    """Write an imported book and the model it is scored with.

    A model that the book has, or that lies beside it, stays; without one the starter model is calibrated to the book.

    Args:
        book: The book.
        request: As-of date and served countries, as the import took them.
        target: Where to; what lies beside it is named after it.
        model_before: Where the model of the book imported into lies, if there is one.

    Raises:
        TargetError: A file cannot be written.
    """
    model, said = _model(book, request, model_before)
    complete = replace(book, model=model_plain(model))
    if target.suffix.lower() == ".xlsm":
        _write_workbook(complete, request, target)
        return Written((target,), said)
    beside = model_beside(target)
    text = f"# {said}\n\n{model_to_toml(model)}"
    atomic_write(beside, lambda path: path.write_text(text, encoding="utf-8", newline="\n"))
    return Written((*_write_tables(book, target), beside), said)


def _model(book: RawBook, request: Request, model_before: Path) -> tuple[Model, str]:
    if book.model is not None:
        return parse_model(book.model), "The model is the book's own."
    if model_before.is_file():
        return load_model(model_before), f"The model is the one of {model_before.name}."
    columns = understand(book, request).accounts.columns
    calibration = calibrate_starter(shipped_model("starter"), columns)
    bent = [change.criterion.label for change in calibration.changes if change.curve]
    if not bent:
        return calibration.model, "The starter model as it ships: too few accounts bought to calibrate it to them."
    to_what = f"{' and '.join(bent)} calibrated to the accounts imported as of {request.today}"
    return calibration.model, f"The starter model, {to_what}."


def _write_workbook(book: RawBook, request: Request, target: Path) -> None:
    gathered = understand(book, request)
    assessment = assess(gathered.chosen.model, gathered.accounts, gathered.basis.as_of, gathered.past.tiers)
    write_book(Scored(gathered, assessment), target)


def _write_tables(book: RawBook, target: Path) -> list[Path]:
    frames = {ACCOUNTS.name: book.accounts.frame} | {name: table.frame for name, table in book.tables.items()}
    if target.suffix.lower() == ".xlsx":
        write_tables(target, frames)
        return [target]
    write_table(team_beside(target), frames[TEAM.name])
    write_table(target, frames[ACCOUNTS.name])
    return [target, team_beside(target)]
