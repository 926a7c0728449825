"""Work on several processors: in order, a little ahead, and alone where the others fail."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_AHEAD = 4
"""How many pieces for each processor may wait for their turn: memory does not grow with their number."""

_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")


def in_order(
    work: Callable[[_Piece], _Result],
    pieces: Iterable[_Piece],
    processors: int,
    alone: Callable[[_Piece], _Result] | None = None,
) -> Iterator[_Result]:
    """Work on pieces one after the other, or several at once, and give the results in the order of the pieces.

    Args:
        work: Works on a piece, in another process; it, the pieces and the results can be pickled.
        pieces: What to work on; no more of them is asked for than the processors can take.
        processors: How many to use; with one, no other process is begun.
        alone: Works on a piece in this process: all of them with one processor, else those that no other process can
            take or bring back, such as all that remain when the system ends one. None for the same as `work`.
    """
    here = alone or work
    if processors < 2:  # noqa: PLR2004 - one needs no company
        yield from map(here, pieces)
        return
    waiting: deque[tuple[_Piece, Future[_Result]]] = deque()
    # A fresh interpreter each: what was imported before may not survive a fork.
    with ProcessPoolExecutor(processors, mp_context=get_context("spawn")) as pool:
        for piece in pieces:
            waiting.append((piece, _begun(work, piece, pool)))
            if len(waiting) > processors * _AHEAD:
                yield _ended(*waiting.popleft(), here)
        while waiting:
            yield _ended(*waiting.popleft(), here)


def _begun(work: Callable[[_Piece], _Result], piece: _Piece, pool: ProcessPoolExecutor) -> Future[_Result]:
    try:
        return pool.submit(work, piece)
    except Exception as error:  # noqa: BLE001 - a broken pool takes nothing any more
        refused: Future[_Result] = Future()
        refused.set_exception(error)
        return refused


def _ended(piece: _Piece, begun: Future[_Result], here: Callable[[_Piece], _Result]) -> _Result:
    try:
        return begun.result()
    except Exception:  # noqa: BLE001 - whatever the others cannot do, this process tries and says what is wrong
        return here(piece)
