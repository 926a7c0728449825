"""The use case of calibrating: fit a model's curves to a book."""

from dataclasses import dataclass, replace
from pathlib import Path

from kam_xl.jobs.gather import Request
from kam_xl.jobs.models import ChosenModel
from kam_xl.jobs.score import Scored, score
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.assessment import assess
from kam_xl.scoring.calibration import Calibration, calibrate, calibrate_starter
from kam_xl.scoring.choice import STARTER
from kam_xl.scoring.model import Model
from kam_xl.scoring.model_toml import model_to_toml
from kam_xl.workbook.files import atomic_write


def calibrate_model(request: Request) -> tuple[Scored, Calibration]:
    """Read a book and fit the curves of its model to it; nothing is written."""
    scored = score(request)
    return scored, calibrate_scored(scored)


def calibrate_scored(scored: Scored) -> Calibration:
    """Fit the curves of a scored book's model to it."""
    model, columns = scored.gathered.chosen.model, scored.gathered.accounts.columns
    # The starter model has anchors of its own, also for the change of revenue.
    is_starter = model.name == shipped_model(STARTER).name
    return calibrate_starter(model, columns) if is_starter else calibrate(model, columns)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a calibrated model would do to a book.

    Attributes:
        scored: The book, scored with it.
        moved: The accounts whose tier would change, in sheet order: name, tier now, tier then.
    """

    scored: Scored
    moved: tuple[tuple[str, str, str], ...]


def effect_of(calibration: Calibration, scored: Scored) -> Effect:
    """Score a book again, with a calibrated model."""
    gathered, before = scored.gathered, scored.assessment
    after = assess(calibration.model, gathered.accounts, gathered.basis.as_of, gathered.past.tiers)
    then = Scored(replace(gathered, chosen=ChosenModel(calibration.model, "calibrated")), after)
    tiers = zip(gathered.accounts.texts("account"), before.tiers, after.tiers, strict=True)
    return Effect(then, tuple((str(name), str(now), str(new)) for name, now, new in tiers if now != new))


def write_model(model: Model, target: Path) -> None:
    """Write a model as TOML.

    Raises:
        TargetError: The file cannot be written.
    """
    atomic_write(target, lambda path: path.write_text(model_to_toml(model), encoding="utf-8"))
