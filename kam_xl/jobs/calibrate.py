"""The use case of calibrating: fit a model's curves to a book."""

from pathlib import Path

from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import Scored, score
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.calibration import Calibration, calibrate, calibrate_starter
from kam_xl.scoring.choice import STARTER
from kam_xl.scoring.model import Model
from kam_xl.scoring.model_toml import model_to_toml
from kam_xl.workbook.files import atomic_write


def calibrate_model(request: Request) -> tuple[Scored, Calibration]:
    """Read a book and fit the curves of its model to it; nothing is written."""
    scored = score(request)
    model, columns = scored.gathered.chosen.model, scored.gathered.accounts.columns
    # The starter model has anchors of its own, also for the change of revenue.
    is_starter = model.name == shipped_model(STARTER).name
    return scored, calibrate_starter(model, columns) if is_starter else calibrate(model, columns)


def write_model(model: Model, target: Path) -> None:
    """Write a model as TOML.

    Raises:
        TargetError: The file cannot be written.
    """
    atomic_write(target, lambda path: path.write_text(model_to_toml(model), encoding="utf-8"))
