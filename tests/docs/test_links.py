from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, links, name


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    assert [target for target in links(page) if not (page.parent / target).exists()] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        found = {(page.parent / target).resolve() for target in links(page)}
        ahead += sorted(each for each in found - reached if each.suffix == ".md")
    assert [name(page) for page in PAGES if page not in reached] == []
