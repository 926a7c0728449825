"""Write the reference for authors of templates: `template_reference.py templates/REFERENCE.md`.

Names and meanings are those of the content models; the examples are a key account of the sample, the portfolio of all,
and a message to a manager to whom everything can be said.
"""

import sys
from dataclasses import is_dataclass
from pathlib import Path

from kam_xl.jobs.examples import example_news, example_plans
from kam_xl.plans.press import Content
from kam_xl.plans.variables import walk
from kam_xl.plans.wording import Wording
from kam_xl.sharing.news import News

HEAD = """# Every variable of a template

`[]` stands for one of several: `actions[].owner` is `{{ action.owner }}` within `{% for action in actions %}`. An
example of – means that the sample has none. This file is written by `scripts/template_reference.py`.

- [A plan](#every-variable-of-a-plan): `plan.*`, `plan-key.*`, `plan-major.*`, `plan-standard.*`
- [A plan for the customer](#every-variable-of-a-plan-for-the-customer): `plan-customer.*`
- [A portfolio](#every-variable-of-a-portfolio): `portfolio.*`
- [A message](#every-variable-of-a-message): `messages/manager.*`

# Every variable of a plan

"""
CUSTOMER_HEAD = """
# Every variable of a plan for the customer

Nothing internal is among them, so `plan-customer.*` cannot print any of it.

"""
PORTFOLIO_HEAD = """
# Every variable of a portfolio

The page over many accounts, `portfolio.*`: of all of them, or of those of one manager.

"""
MESSAGE_HEAD = """
# Every variable of a message

What `messages/manager.subject.txt`, `manager.txt` and `manager.html` say to one manager: of their own accounts, and of
no others.

"""
TABLE_HEAD = """| variable | what it is | example |
|---|---|---|
"""
LONGEST_EXAMPLE = 60


def table(model: Content | News, wording: Wording) -> str:
    """List the variables of a content model with what they hold."""
    rows = (f"| `{path}` | {_cell(said)} | {_example(model, path, wording)} |\n" for path, _, said in walk(type(model)))
    return TABLE_HEAD + "".join(rows)


def _example(model: Content | News, path: str, wording: Wording) -> str:
    value = next((value for value in _values(model, path) if value is not None), None)
    if isinstance(value, tuple):
        return _several(value, wording)
    if is_dataclass(value) and wording.say(value) is value:
        return "its attributes follow"
    return _shortened(_said(value, wording)) if value is not None else "–"


def _values(model: object, path: str) -> list[object]:
    """Give what a path leads to, as often as it leads somewhere."""
    found = [model]
    for step in path.split("."):
        found = [getattr(each, step.removesuffix("[]"), None) for each in found]
        if step.endswith("[]"):
            found = [entry for entries in found if isinstance(entries, tuple) for entry in entries]
    return found


def _several(values: tuple[object, ...], wording: Wording) -> str:
    """Show a list of texts or of pairs by its first entries; of others count them, since their attributes follow."""
    first = next(iter(values), None)
    if isinstance(first, str):
        return _shortened(", ".join(map(str, values)))
    if isinstance(first, tuple):
        return _shortened(
            ", ".join(
                f"({', '.join(_said(part, wording) for part in pair)})" for pair in values if isinstance(pair, tuple)
            )
        )
    return f"{len(values)} of them"


def _said(value: object, wording: Wording) -> str:
    return " ".join(str(wording.say(value)).split())


def _shortened(said: str) -> str:
    return _cell(said or "–" if len(said) <= LONGEST_EXAMPLE else f"{said[:LONGEST_EXAMPLE]}…")


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


if __name__ == "__main__":
    full, _, for_customer, _, portfolio, _ = example_plans()
    everything = example_news()[0]
    wording = Wording(full.language, full.currency)
    sections: tuple[tuple[str, Content | News], ...] = (
        (HEAD, full),
        (CUSTOMER_HEAD, for_customer),
        (PORTFOLIO_HEAD, portfolio),
        (MESSAGE_HEAD, everything),
    )
    text = "".join(f"{head}{table(model, wording)}" for head, model in sections)
    Path(sys.argv[1]).write_text(text, encoding="utf-8")
