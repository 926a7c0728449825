"""What a person is asked only once, ever, on their machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.excel.log import log_problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def told_once(topic: str, ask: Callable[[], bool]) -> bool:
    """Ask unless the person has said yes before.

    Args:
        topic: A short name of the question, fit for a file.
        ask: Asks and tells whether the person said yes.

    Returns:
        Whether they say yes, or did once.
    """
    mark = _folder() / topic
    if mark.exists():
        return True
    if not ask():
        return False
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError as error:
        # They will be asked again, which is no reason to stop.
        log_problem(f"{mark} could not be written: {error}")
    return True


def _folder() -> Path:
    from platformdirs import user_state_path

    return user_state_path("kam-xl", appauthor=False) / "told"
