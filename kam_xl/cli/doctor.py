"""`kam doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kam_xl.jobs.doctor import Finding

_MARKS = {"ok": "✓", "note": "·", "problem": "✗"}


@click.command("doctor", short_help="Find out why Excel and Python do not find each other.")
@click.argument("workbook", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor_command(workbook: Path | None, as_json: bool) -> None:
    r"""Examine this machine and, if one is given, a WORKBOOK; nothing is changed.

    Looked at are the Python that answers Excel, the versions of package, library and workbook, 32 and 64 bit, the
    workbook's place, write access, whether Windows blocks it, its connection, trust, and the log. Each finding comes
    with what to do. The exit code is 1 if there is a problem.

    \b
    Examples
      kam doctor
      kam doctor KeyAccounts.xlsm
      kam doctor KeyAccounts.xlsm --json
    """
    import json

    from kam_xl.cli.output import end
    from kam_xl.jobs.doctor import examine

    findings = examine(workbook)
    if as_json:
        click.echo(json.dumps([finding.plain() for finding in findings], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(map(_shown, findings)))
    end([finding for finding in findings if finding.level == "problem"])


def _shown(finding: Finding) -> str:
    line = f"{_MARKS[finding.level]} {finding.subject}: {finding.found}"
    return f"{line}\n    → {finding.remedy}" if finding.remedy else line
