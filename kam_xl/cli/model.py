"""`kam model`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kam_xl.cli import options
from kam_xl.cli.group import OrderedGroup

_MODEL = click.Path(path_type=Path, dir_okay=False)


@click.group("model", cls=OrderedGroup, short_help="Check, show, compare and calibrate scoring models.")
def model_group() -> None:
    """Work with scoring models.

    A MODEL is a .toml file, a key account workbook, or the name of one that ships: default or starter.
    """


@model_group.command("check", short_help="Check a model; every fault is listed at once.")
@click.argument("model", type=_MODEL)
def check_command(model: Path) -> None:
    r"""Check MODEL and list every fault at once, with its place and remedy.

    \b
    Example
      kam model check my.model.toml
    """
    from kam_xl.cli.output import say
    from kam_xl.jobs.models import model_named
    from kam_xl.jobs.wording import counted

    found = model_named(model)
    say(f"{model}: “{found.name}” is sound: {len(found.criteria)} criteria, {counted(len(found.gates), 'gate')}.")


@model_group.command("show", short_help="Show a model, as a table or as TOML.")
@click.argument("model", type=_MODEL, default=Path("default"))
@click.option("--toml", is_flag=True, help="Print it as TOML, to save and change.")
def show_command(model: Path, *, toml: bool) -> None:
    r"""Show what MODEL says: criteria with their weights and scales, gates, tiers.

    \b
    Examples
      kam model show
      kam model show KeyAccounts.xlsm
      kam model show starter --toml > my.model.toml
    """
    from kam_xl.cli.model_shown import show_model
    from kam_xl.jobs.models import model_named
    from kam_xl.scoring.model_toml import model_to_toml

    found = model_named(model)
    if toml:
        click.echo(model_to_toml(found), nl=False)
    else:
        show_model(found)


@model_group.command("diff", short_help="Say in words how two models differ.")
@click.argument("before", type=_MODEL)
@click.argument("after", type=_MODEL)
def diff_command(before: Path, after: Path) -> None:
    r"""Say in words how model AFTER differs from model BEFORE.

    \b
    Example
      kam model diff default my.model.toml
    """
    from kam_xl.cli.output import show
    from kam_xl.jobs.models import model_named
    from kam_xl.scoring.model_diff import model_diff

    differences = model_diff(model_named(before), model_named(after))
    for sentence in differences or ["The two models say the same."]:
        show(sentence)


@model_group.command("calibrate", short_help="Fit a model's money and count curves to your accounts.")
@options.source_argument
@click.option("-o", "--out", type=_MODEL, metavar="MODEL.toml", help="Write the calibrated model here.")
@options.score_options
def calibrate_command(source: Path, out: Path | None, issues_file: Path | None, **score_options: Any) -> None:
    r"""Fit the money and count curves of the model to the accounts of SOURCE.

    The middle account gets 30, the one at 80 % of the book 60, at 95 % 90 and at 99 % 100. Shows every curve before and
    after, over the accounts it rates; nothing is written without -o.

    \b
    Examples
      kam model calibrate accounts.csv
      kam model calibrate accounts.csv -o accounts.model.toml
    """
    from kam_xl.cli.model_shown import show_calibration
    from kam_xl.cli.output import end, say, say_basis, say_issues, write_issues
    from kam_xl.jobs.calibrate import calibrate_model, write_model

    scored, calibration = calibrate_model(options.request(source, **score_options))
    say_basis(scored)
    show_calibration(calibration, scored.gathered.accounts)
    if out is not None:
        write_model(calibration.model, out)
        say(f"\nWrote {out}. Score with it: kam score {source} --model {out}")
    write_issues(scored.issues, issues_file)
    say_issues(scored.issues)
    end(scored.issues)


@model_group.command("schema", short_help="Print the JSON Schema of model files, for editors.")
def schema_command() -> None:
    r"""Print the JSON Schema of model files, with which editors check and complete them.

    \b
    Example
      kam model schema > model.schema.json
    """
    import json

    from kam_xl.scoring.model_schema import model_schema

    click.echo(json.dumps(model_schema(), indent=2, ensure_ascii=False))
