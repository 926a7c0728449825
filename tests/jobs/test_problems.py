"""Problems noted one after the other, told at once."""

from kam_xl.errors import KamError, ModelError, SourceError
from kam_xl.jobs.problems import Problems


def failing(error: KamError) -> str:
    raise error


def test_every_problem_is_told_once_in_the_order_of_noting_and_of_the_kind_of_the_first() -> None:
    problems = Problems()
    assert problems.noted(lambda: "done", None) == "done"
    assert not problems
    assert problems.noted(lambda: failing(ModelError(["a", "b"])), 7) == 7
    assert problems.noted(lambda: failing(SourceError(["b", "c"])), None) is None
    assert problems
    error = problems.error()
    assert (type(error), error.problems) == (ModelError, ("a", "b", "c"))
