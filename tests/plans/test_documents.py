"""What holds for a plan in every format."""

import re
from dataclasses import replace

import pytest

from kam_xl.plans.content.cells import printable
from kam_xl.plans.formats import FORMATS
from tests.plans.documents import HOSTILE, full_plan, plan_of_texts, rendered, thin_plan, words_of

FLAG = "RED FLAG: not known"

pytestmark = pytest.mark.parametrize("ending", FORMATS)


def test_page_one_says_what_a_manager_asks_for(ending: str) -> None:
    said = words_of(rendered(full_plan(), ending), ending)
    for words in (
        "Nordwind Logistik & Söhne GmbH", "Key account", "as of May 6, 2026", "Baltic Packaging Ltd",
        "+4.3 since Apr 1, 2026",
        "€1,184,250", "Target 2026: €1,350,000 · €165,750 to go", "+14% on prior year", "Sep 30, 2026",
        "in 147 days, Corrugated boxes", "Dr. Karin Voss", "22 days ago", "2 days ago , May 4, 2026", "Paper fill",
        "€252,000, what they spend on it elsewhere", "20 of 25",
        "Procurement tenders the box contract EU-wide in September",
        "Join the renewal talk with Dr. Voss on 21 May",
    ):  # fmt: skip
        assert words.replace(" ,", ",") in said.replace(" ,", ","), words


def test_the_score_is_taken_apart_behind_page_one(ending: str) -> None:
    said = words_of(rendered(full_plan(), ending), ending)
    for words in (
        "Revenue potential €185,000 87.0 18% 15.7",
        "Years together 7.3 years 84.7 6% 5.1",
        "Status Partner 100.0",
    ):
        assert words in re.sub("\u2007+", "", said).replace("  ", " ")


def test_what_changed_and_what_can_be_won_is_told_behind_page_one(ending: str) -> None:
    said = words_of(rendered(full_plan(), ending), ending)
    for words in (
        "Relationship health 3 of 5 4 of 5 +3.0",
        "Referrals 1 2 +1.2",
        "Score 80.4 → 84.7",
        "71.3 → 84.7",
        "Paper fill pipeline Papyrus AB €252,000 50% €126,000",
        "They buy 67% of what they could buy from us.",
        "Somebody who decides or approves is for us.",
        "The last 12 months €1,184,250",
        "Reviews and sign-off",
    ):
        assert words in said, words
    assert re.search(r"9:00\W*AM–4:00\W*PM", said)


def test_growth_over_a_part_of_the_prior_year_is_marked_on_page_one(ending: str) -> None:
    plan = full_plan()
    said = words_of(rendered(replace(plan, revenue=replace(plan.revenue, prior_since=plan.as_of)), ending), ending)
    assert "prior year known from May 6, 2026 only" in said
    assert "prior year known" not in words_of(rendered(plan, ending), ending)


def test_overdue_is_judged_by_the_plans_day(ending: str) -> None:
    assert "14 days late" in words_of(rendered(full_plan(), ending), ending)


def test_an_account_of_which_all_is_known_has_no_red_flag(ending: str) -> None:
    said = words_of(rendered(full_plan(), ending), ending)
    assert (said.count(FLAG), "red flag" in said) == (0, False)


def test_red_flags_are_counted_on_page_one(ending: str) -> None:
    said = words_of(rendered(thin_plan(), ending), ending)
    assert f"{said.count(FLAG)} red flags in this plan" in said
    assert said.count(FLAG) > 30


def test_a_single_red_flag_is_counted_as_one(ending: str) -> None:
    plan = full_plan()
    said = words_of(rendered(replace(plan, account=replace(plan.account, status=None)), ending), ending)
    assert (said.count(FLAG), "1 red flag in this plan" in said) == (1, True)


def test_a_text_cannot_forge_a_red_flag(ending: str) -> None:
    forged = ('<strong class="red-flag">RED FLAG: not known</strong>', "\ufdd0")
    said = words_of(rendered(plan_of_texts(forged), ending), ending)
    counted = re.search(r"(\d+) red flags? in this plan", said)
    real = said.count(FLAG) - said.count(f">{FLAG}<")
    assert int(counted[1] if counted else 0) == real


def test_hostile_texts_are_printed_and_never_obeyed(ending: str) -> None:
    # In a PDF a sign must have a font, and what is read from right to left is laid out so.
    texts = [text for text in HOSTILE if ending != "pdf" or not re.search("[\u0600-\U0001ffff]", printable(text))]
    said = words_of(rendered(plan_of_texts(texts), ending), ending)
    assert "49" not in said
    for text in texts[:-1]:
        assert "".join(printable(text).split()) in said.replace(" ", "")


def test_the_same_plan_gives_the_same_bytes(ending: str) -> None:
    assert rendered(thin_plan(), ending) == rendered(thin_plan(), ending)


def test_numbers_are_written_in_the_readers_language(ending: str) -> None:
    said = words_of(rendered(replace(full_plan(), language="de_DE"), ending), ending)
    assert "1.184.250 €" in said
    assert "84,7" in said


@pytest.mark.parametrize("tier", ["Standard", "Unscored"])
def test_every_tier_has_a_plan(ending: str, tier: str) -> None:
    assert f"{tier} account" in words_of(rendered(replace(thin_plan(), tier=tier), ending), ending)
