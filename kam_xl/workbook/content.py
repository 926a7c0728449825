"""What a workbook is filled with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kam_xl.accounts.rows import Row, Value
from kam_xl.portfolio.highlights import Highlights


@dataclass(frozen=True, slots=True)
class Status:
    """What the sheet Start says about the last run.

    Attributes:
        last_run: When and what for, such as "2026-03-31, as of 2026-03-31"; empty before the first run.
        result: What came out, in one or two sentences.
        problems: What a person should look at, one sentence each.
    """

    last_run: str = ""
    result: str = ""
    problems: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class WorkbookContent:
    """What a workbook is filled with; without rows it is a fresh one.

    Attributes:
        model: The model as its TOML is parsed.
        tables: Rows by sheet name and field name; columns beyond the schema by their header. The rows of Accounts hold
            the results of scoring as well; a score that is unknown is None.
        settings: Values of the sheet Settings by field name.
        status: What the sheet Start says.
        highlights: What the sheet Dashboard says beside its figures; None before the first run.
    """

    model: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    settings: Mapping[str, Value] = field(default_factory=dict)
    status: Status = field(default_factory=Status)
    highlights: Highlights | None = None
