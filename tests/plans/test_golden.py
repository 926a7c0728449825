"""Plans look as they were reviewed; `make golden` draws them anew, to be looked at before they are committed."""

import platform
import sys

import pytest

from tests.plans.golden import GOLDEN, golden_files

pytestmark = pytest.mark.xdist_group("golden plans")


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return dict(golden_files())


def test_the_same_files_are_drawn(drawn: dict[str, bytes]) -> None:
    assert sorted(drawn) == sorted(file.name for file in GOLDEN.iterdir())


def test_words_and_elements_are_those_that_were_reviewed(drawn: dict[str, bytes]) -> None:
    for name in (name for name in drawn if not name.endswith(".png")):
        assert (name, drawn[name].decode()) == (name, (GOLDEN / name).read_text(encoding="utf-8"))


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="other processors round the edges of letters"
)
def test_pages_look_as_they_were_reviewed(drawn: dict[str, bytes]) -> None:
    other = [name for name in drawn if name.endswith(".png") and drawn[name] != (GOLDEN / name).read_bytes()]
    assert other == []
