"""Options that several commands share."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from kam_xl.jobs.gather import Request

source_argument = click.argument("source", type=click.Path(path_type=Path, allow_dash=True))


out_folder_option = click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder to write into; it is made if it is missing.",
)


class Day(click.ParamType[date]):
    """A date in ISO form."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is not a date; write it as 2026-06-30.", param, ctx)


class Hours(click.ParamType[float]):
    """Standard time, in hours from UTC."""

    name = "HOURS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the hours."""
        try:
            hours = float(value)
        except ValueError:
            hours = nan
        if not WESTMOST <= hours <= EASTMOST:
            self.fail(f"“{value}” is no number of hours from {WESTMOST} to {EASTMOST}, such as 1 or -8.", param, ctx)
        return hours


WESTMOST, EASTMOST = -12, 14

issues_option = click.option(
    "--issues",
    "issues_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.json",
    help="Write every issue to this file, with place, what was found and what is allowed.",
)

_SCORE_OPTIONS = (
    click.option("--model", type=click.Path(path_type=Path, dir_okay=False), metavar="MODEL",
                 help="Score with this model: a .toml file, a workbook, or the name of one that ships, default or "
                      "starter. Otherwise the workbook's own, the one beside the file (accounts.model.toml for "
                      "accounts.csv), or the shipped one that suits."),
    click.option("--as-of", type=Day(), help="The day to score for; otherwise the book's, otherwise today."),
    click.option("--home-offset", type=Hours(),
                 help="Standard time of your head office, hours from UTC, such as 1 or -8."),
    click.option("--served", metavar="LIST|FILE",
                 help="Countries you serve: DE,AT,CH, or a text file that lists them, such as served.txt."),
    click.option("--previous", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                 help="An earlier result, or a history or workbook with snapshots, so that tiers do not flip to and "
                      "fro."),
    click.option("--locale", metavar="NAME",
                 help="How texts write numbers and dates, such as de_DE: 1.234,5 and day before month."),
    issues_option,
)  # fmt: skip


def score_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of scoring."""
    for option in reversed(_SCORE_OPTIONS):
        command = option(command)
    return command


def request(source: Path, **options: Any) -> Request:
    """Turn a command's options into a request; the edge at which the clock is read."""
    from kam_xl.jobs.gather import Request

    options["home_offset_hours"] = options.pop("home_offset")
    stream = sys.stdin.buffer if str(source) == "-" else source
    return Request(source=stream, today=today(), **options)


def today() -> date:
    """Give the day at the person's place."""
    return datetime.now(tz=UTC).astimezone().date()
