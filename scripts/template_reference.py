"""Write the reference for authors of templates: `template_reference.py templates/REFERENCE.md`.

Names and meanings are those of the content model; the examples are a key account of the sample.
"""

import sys
from dataclasses import is_dataclass
from pathlib import Path

from kam_xl.jobs.templates import example_plans
from kam_xl.plans.press import Content
from kam_xl.plans.variables import walk
from kam_xl.plans.wording import Wording

HEAD = """# Every variable of a plan

`[]` stands for one of several: `actions[].owner` is `{{ action.owner }}` within `{% for action in actions %}`. An
example of – means that the sample's account has none. This file is written by `scripts/template_reference.py`.

"""
CUSTOMER_HEAD = """
# Every variable of a plan for the customer

Nothing internal is among them, so `plan-customer.*` cannot print any of it.

"""
TABLE_HEAD = """| variable | what it is | example |
|---|---|---|
"""
PORTFOLIO_HEAD = """
# Every variable of a portfolio

The page over many accounts, `portfolio.*`: of all of them, or of those of one manager.

"""
LONGEST_EXAMPLE = 60


def table(plan: Content) -> str:
    """List the variables of a plan with what they hold."""
    wording = Wording(plan.language, plan.currency)
    rows = (f"| `{path}` | {_cell(said)} | {_example(plan, path, wording)} |\n" for path, _, said in walk(type(plan)))
    return TABLE_HEAD + "".join(rows)


def _example(plan: Content, path: str, wording: Wording) -> str:
    value: object = plan
    for step in path.split("."):
        value = getattr(value, step.removesuffix("[]"), None)
        if step.endswith("[]"):
            value = next(iter(value), None) if isinstance(value, tuple) else None
    if isinstance(value, tuple):
        return f"{len(value)} of them"
    if is_dataclass(value) and wording.say(value) is value:
        return "its attributes follow"
    said = " ".join(str(wording.say(value)).split()) if value is not None else "–"
    return _cell(said or "–" if len(said) <= LONGEST_EXAMPLE else f"{said[:LONGEST_EXAMPLE]}…")


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


if __name__ == "__main__":
    full, _, for_customer, _, portfolio, _ = example_plans()
    text = HEAD + table(full) + CUSTOMER_HEAD + table(for_customer) + PORTFOLIO_HEAD + table(portfolio)
    Path(sys.argv[1]).write_text(text, encoding="utf-8")
