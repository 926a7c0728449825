"""Write the reference of functions from the workbook's macros: `function_reference.py docs/reference/functions.md`."""

import sys
from collections.abc import Iterable
from pathlib import Path

from kam_xl.jobs.guide import FunctionGuide, function_guides
from kam_xl.workbook.wizard import ARGUMENTS

HEAD = """# Functions in cells

They stand in the workbook, in the category *Key Accounts* of Excel's function wizard (*fx*), and need Excel on Windows
with [kam-xl connected](../installing.md). This page is written from the workbook's own texts by
`scripts/function_reference.py`; a test fails when the two differ.

```
=KAM_SCORE(A6:AC6)                                  a row of the table Accounts, or cells in its order
=KAM_SCORE(B9:H9, B$2:H$2)                          a row anywhere, with its headers
=KAM_WHY(Accounts[@[Account ID]:[Override Until]], Accounts[[#Headers],[Account ID]:[Override Until]], KamToken)
=KAM_TIER(A6:AC6, , KamToken, "Key")                an account that was Key before
=KAM_EXPLAIN(A6:AC6)                                spills a table
=KAM_RANK(Accounts[[Account ID]:[Override Until]])  spills a rank for each row
```

- **One row or many.** Many rows give as many answers, which spill: below each other, in the order of the rows.
- **Headers** are recognised whatever their case and punctuation, in any order. A header that is nearly one that the
  model reads, such as *Strategc Fit*, is refused and the right one named.
- **The model**: give the cell `KamToken` of the sheet Settings, and Excel itself knows what to calculate after a change
  of Model, Settings or Team. Given nothing, a function follows such a change as well, as long as macros run. Give all
  cells of another sheet laid out like Model to try out another model. Never a file.
- **A column of ten thousand cells asks Python once**, an edited row for itself. Why, and what it does not cover:
  [decision 7](../decisions/0007-one-call.md). `KAM_TO_KEY` tries out many changes, up to a tenth of a second for an
  account; ask it of the accounts you look at.

| The cell shows | Why |
|---|---|
| a number or a text | the answer |
| nothing | the row is blank |
| `#N/A` | too little is known |
| `#VALUE!` | it was used wrongly, the model is refused, or Python cannot be reached; Start and the log say why |
| `#NAME?` | macros are blocked, or this Excel cannot run them |

"""


def page() -> str:
    """Write the whole page."""
    sections = [_section(guide) for guide in function_guides()]
    return HEAD + "\n".join([_shared_arguments(), *sections])


def _shared(text: str) -> bool:
    return sum(text in texts for texts in ARGUMENTS.values()) > 1


def _arguments(guide: FunctionGuide) -> list[tuple[str, str]]:
    names = guide.written.partition("(")[2].removesuffix(")").split(", ")
    return list(zip(names, ARGUMENTS.get(guide.name, ()), strict=False))


def _shared_arguments() -> str:
    every = dict.fromkeys(each for guide in function_guides() for each in _arguments(guide) if _shared(each[1]))
    return "## Arguments\n\nThose that most functions take:\n\n" + _list(every)


def _list(arguments: Iterable[tuple[str, str]]) -> str:
    return "".join(f"- `{name}`: {text}\n" for name, text in arguments)


def _section(guide: FunctionGuide) -> str:
    own = _list(each for each in _arguments(guide) if not _shared(each[1]) and each[0])
    return f"## {guide.name}\n\n`{guide.written}`\n\n{guide.gives}\n" + (f"\n{own}" if own else "")


def main() -> None:
    """Write the page into the file named on the command line."""
    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
