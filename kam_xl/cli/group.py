"""The program `kam`: its commands, its help, and how it ends."""

from __future__ import annotations

import sys
import traceback
from contextlib import nullcontext
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kam_xl import __version__
from kam_xl.errors import KamError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

_HELP = """Key account management for your workbook: scores, tiers, account plans, manager copies.

\b
Start here
  kam demo                       see everything on a fictional portfolio, in ./out
  kam new KeyAccounts.xlsm       get an empty workbook to fill in
  kam run accounts.csv -o out    score your accounts, write plans and manager copies

A SOURCE is a .csv, .xlsx, .xlsm or .parquet file with one row per account and a column Account ID; - is csv from
standard input. Headers are recognised whatever their case and punctuation: revenue_12m is Revenue 12m.

\b
Exit codes
  0  done
  1  done, but some data could not be understood, or somebody must act; what and how is listed
  2  not done; the message says what to do
"""


_DEBUG_HELP = """Before the command: tell each step as it is done and, if an error ends it, where in the program it
arose. Passwords and tokens are never told."""

NOT_DONE = 2
STOPPED = 130
"""What a shell expects of a program that was stopped by Ctrl-C."""


class LazyGroup(click.Group):
    """Find commands by name and import them only then, so that `kam --help` and each command start quickly."""

    def __init__(self, name: str, commands_in: Mapping[str, str]) -> None:
        """Keep where each command is defined, as `module:attribute`."""
        super().__init__(name=name, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
        self._commands_in = commands_in
        click.version_option(__version__, prog_name="kam-xl")(self)
        click.option("--debug", is_flag=True, help=_DEBUG_HELP)(self)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the commands in the order in which people meet them."""
        del ctx
        return list(self._commands_in)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        place = self._commands_in.get(cmd_name)
        if place is None:
            return None
        module, attribute = place.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        _keep_line_breaks(command)
        return command

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program."""
        make_fit_for_any_text(sys.stdout, sys.stderr)
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; say what could not be done, and end with exit code 2."""
        with _debugging() if ctx.params["debug"] else nullcontext():
            try:
                return super().invoke(ctx)
            except click.NoSuchOption as error:
                if error.option_name != "--debug":
                    raise
                place = f"--debug stands before the command: kam --debug {ctx.invoked_subcommand} …"
                raise click.NoSuchOption(error.option_name, place, ctx=error.ctx) from error
            except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
                raise
            except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - 1, for a fault of ours, would mean done
                ctx.exit(_ended_by(error, ctx))


def _debugging() -> AbstractContextManager[None]:
    from kam_xl.cli.debugging import steps_told

    return steps_told()


def _ended_by(error: BaseException, ctx: click.Context) -> int:
    """Say why the program ends, and give its exit code."""
    if ctx.params["debug"]:
        from kam_xl.cli.debugging import tell_where

        tell_where(error)
    if isinstance(error, KeyboardInterrupt):
        click.echo("Stopped. What was written so far is whole.", err=True)
        return STOPPED
    from kam_xl.cli.output import say

    said = error.problems if isinstance(error, KamError) else [_fault_of_ours(error, ctx)]
    for problem in said:
        say(f"Error: {problem}")
    return NOT_DONE


def _fault_of_ours(error: BaseException, ctx: click.Context) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
    remedy = (
        "please report it with the lines above, after a look at what they quote."
        if ctx.params["debug"]
        else f"please run `kam --debug {ctx.invoked_subcommand} …` and report it with what that prints."
    )
    return f"kam-xl failed ({where}). That is a fault of the program, not of your data: {remedy}"


def make_fit_for_any_text(*streams: object) -> None:
    """Let streams take every sign: a file or pipe as UTF-8, a terminal with ? for what it cannot show."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


class OrderedGroup(click.Group):
    """A group that lists its commands in the order in which they were written, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the commands in the order in which people meet them."""
        del ctx
        return list(self.commands)


def _keep_line_breaks(command: click.Command) -> None:
    # Click keeps the line breaks after a backspace character; in a docstring it is written as \b.
    command.help = (command.help or "").replace("\\b\n", "\b\n")
    for part in getattr(command, "commands", {}).values():
        _keep_line_breaks(part)
