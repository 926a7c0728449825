"""Files that appear whole or not at all."""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from kam_xl.errors import TargetError

_STEPS = logging.getLogger(__name__)


def atomic_write(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file so that nobody ever sees half of it.

    The file is made in a private folder beside the target, brought to the disk and put in the target's place in one
    step. If anything fails on the way, what stood there before stays as it was, and nothing is left beside it.

    Args:
        target: Where the file shall stand; missing folders are made. A link is followed, an existing file's
            permissions are kept.
        write: Makes the file at the path it is given, whose name is the target's own.

    Raises:
        TargetError: The system refuses to write there; the message says why.
    """
    final = target.resolve()
    try:
        _refuse_folder(target)
        final.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=final.parent, prefix=".kam-xl-") as folder:
            draft = Path(folder) / final.name
            write(draft)
            _put_in_place(draft, final)
    except OSError as error:
        raise TargetError(_not_written(target, error)) from error
    _STEPS.debug("wrote %s", target)


def _refuse_folder(target: Path) -> None:
    if target.is_dir():
        raise TargetError(f"{target} is a folder; a file's name is needed. Add a name such as {target / 'scores.csv'}.")


def _put_in_place(draft: Path, final: Path) -> None:
    with draft.open("rb+") as written:
        os.fsync(written.fileno())
    if final.exists():
        shutil.copymode(final, draft)
    draft.replace(final)


def _not_written(target: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        remedy = "Close it if another program has it open, or choose a folder you may write to."
    else:
        remedy = "Choose another place, or free space there."
    return f"{target} could not be written: {error.strerror or error}. {remedy}"
