"""Finding the model that a book is scored with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kam_xl.accounts.book import RawBook
from kam_xl.accounts.understanding import Accounts
from kam_xl.errors import ModelError, SourceError
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.choice import DEFAULT, STARTER, suitable_model
from kam_xl.scoring.model import Model, parse_model
from kam_xl.scoring.model_toml import plain_from_toml
from kam_xl.workbook.reading import read_book


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A model, and why it was taken.

    Attributes:
        model: The model.
        why: Where it comes from and why it was taken, as a sentence.
    """

    model: Model
    why: str


def load_model(path: Path) -> Model:
    """Load a model from a TOML file, or from the Model sheet of a workbook.

    Raises:
        SourceError: The file cannot be read, or is no TOML.
        ModelError: The model is wrong; every fault is listed.
    """
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return _model_of_book(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"{path}: the model cannot be read ({error.strerror}). Check the name.") from None
    except UnicodeDecodeError:
        raise SourceError(f"{path}: the model is not UTF-8 text. Save it as UTF-8.") from None
    return _parsed(plain_from_toml(text, path.name), path.name)


def model_named(name: Path) -> Model:
    """Load a model by its file, or by the name of one that ships: "default" or "starter".

    Raises:
        SourceError: The file cannot be read.
        ModelError: The model is wrong; every fault is listed.
    """
    return shipped_model(str(name)) if str(name) in {DEFAULT, STARTER} else load_model(name)


def _model_of_book(path: Path) -> Model:
    plain = read_book(path).model
    if plain is None:
        raise SourceError(f"{path}: there is no sheet Model. Give a key account workbook, or a model as .toml.")
    return _parsed(plain, f"{path.name}, sheet Model")


def _parsed(plain: Mapping[str, Any], where: str) -> Model:
    try:
        return parse_model(plain)
    except ModelError as error:
        raise ModelError([f"{where}: {problem}" for problem in error.problems]) from None


def model_beside(source: Path) -> Path:
    """Give the place where a model that belongs to an accounts file lies: `accounts.model.toml` for `accounts.csv`."""
    return source.with_name(f"{source.stem}.model.toml")


def choose_model(
    given: Path | None, source: Path | None, book: RawBook, understand: Callable[[], Accounts]
) -> ChosenModel:
    """Choose the model: the one given, the workbook's, the one beside the file, or the one that ships and suits.

    Args:
        given: A file, or the name of a model that ships; decides.
        source: The accounts file; None for a stream.
        book: What was read; a workbook brings its model along.
        understand: Gives the understood accounts, which decide between the models that ship; called only for that.
    """
    if given is not None:
        return ChosenModel(model_named(given), f"as given by {given.name}")
    if book.model is not None:
        return ChosenModel(_parsed(book.model, "sheet Model"), "from the sheet Model of the workbook")
    if source is not None and model_beside(source).is_file():
        return ChosenModel(load_model(model_beside(source)), f"from {model_beside(source).name}, beside the accounts")
    name, why = suitable_model(understand())
    return ChosenModel(shipped_model(name), why)
