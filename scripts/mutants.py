"""Break scoring on purpose, one small change at a time, and see whether the tests notice: `mutants.py [FUNCTIONS]`.

It works in a copy of the checkout. Two planted functions tell whether the tool itself can be believed: the mutants of
one are seen by a test and must die, those of the other are seen by none and must live. Fails where less than 90 % of
the mutants that came to an end were killed.
"""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / ".cache" / "mutants"
PARTS = ("kam_xl", "sample", "templates", "tests", "workbook", "pyproject.toml")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
LEAST_KILLED = 0.90

PLANTED = """
def must_die(score: float) -> bool:
    return score >= 70.0


def must_live(score: float) -> bool:
    return score >= 70.0
"""
PLANTED_TEST = """
from kam_xl.scoring.planted import must_die, must_live


def test_only_one_of_them_is_looked_at() -> None:
    assert [must_die(score) for score in (69.0, 70.0, 71.0)] == [False, True, True]
    must_live(70.0)
"""
OUTCOMES = {0: "survived", 1: "killed", 3: "killed", 5: "no tests", 33: "no tests"}
"""What an exit code of the tests says; every other one is a run that was cut short."""


def prepare() -> None:
    """Copy what the tests need, and plant the two functions."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, COPY / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, COPY / part)
    (COPY / "kam_xl/scoring/planted.py").write_text(PLANTED, encoding="utf-8")
    (COPY / "tests/scoring/test_planted.py").write_text(PLANTED_TEST, encoding="utf-8")


def outcomes() -> Iterator[tuple[str, str]]:
    """Give every mutant that was tried, with what became of it."""
    for noted in sorted((COPY / "mutants/kam_xl/scoring").rglob("*.meta")):
        codes: dict[str, int | None] = json.loads(noted.read_text(encoding="utf-8"))["exit_code_by_key"]
        for mutant, code in codes.items():
            if code is not None:
                yield mutant, OUTCOMES.get(code, "cut short")


def tool_works(found: dict[str, str]) -> bool:
    """Tell whether the planted mutants ended as they must."""
    planted = {name: {found[mutant] for mutant in found if f".planted.x_{name}__" in mutant} for name in EXPECTED}
    for name, ended in planted.items():
        print(f"planted {name}: {', '.join(sorted(ended)) or 'not tried'}")
    return planted == EXPECTED


EXPECTED = {"must_die": {"killed"}, "must_live": {"survived"}}


def killed_enough(found: dict[str, str]) -> bool:
    """Print what became of the mutants of scoring, and tell whether enough were killed."""
    counted = Counter(found.values())
    share = counted["killed"] / max(1, counted["killed"] + counted["survived"] + counted["no tests"])
    for mutant, outcome in found.items():
        if outcome in {"survived", "no tests"}:
            print(f"{outcome}: {mutant}")
    print(
        f"{len(found)} mutants: {counted['killed']} killed, {counted['survived']} survived, "
        f"{counted['no tests']} without tests, {counted['cut short']} cut short (out of time or memory); "
        f"{share:.1%} of those that came to an end were killed"
    )
    return share >= LEAST_KILLED


def main() -> int:
    """Run mutmut over scoring, or over some functions of it, and judge."""
    prepare()
    chosen = sys.argv[1:] or ["kam_xl.scoring.*"]
    run = subprocess.run([MUTMUT, "run", *chosen, "kam_xl.scoring.planted.*"], cwd=COPY, check=False)
    found = dict(outcomes())
    works = tool_works(found)
    enough = killed_enough({mutant: outcome for mutant, outcome in found.items() if ".planted." not in mutant})
    print(f"To see one: cd {COPY.relative_to(ROOT)} && {MUTMUT} show NAME")
    return 0 if run.returncode == 0 and works and enough else 1


if __name__ == "__main__":
    sys.exit(main())
