"""`kam template`."""

from __future__ import annotations

from pathlib import Path

import click

from kam_xl.cli.group import OrderedGroup

_PLACE = click.Path(path_type=Path, exists=True)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group("template", cls=OrderedGroup, short_help="List, copy and check the templates of plans.")
def template_group() -> None:
    """Work with the templates from which plans and messages are made.

    Your own stand in a folder templates beside the workbook, or in the one that the setting Template Folder names.
    """


@template_group.command("list", short_help="List the templates, yours and the shipped ones.")
@click.argument("place", type=_PLACE, required=False)
def list_command(place: Path | None) -> None:
    r"""List the templates: those of PLACE, a folder or a workbook, and the shipped ones that it does not replace.

    A workbook uses those in the folder templates beside it and in the one that its setting Template Folder names.

    \b
    Examples
      kam template list
      kam template list templates
      kam template list KeyAccounts.xlsm
    """
    from kam_xl.cli.output import show
    from kam_xl.jobs.templates import list_templates

    for found in list_templates(place):
        show(f"{found.name:32}{found.file if found.own else 'shipped with kam-xl'}")


@template_group.command("export", short_help="Copy the shipped templates into a folder, to be edited.")
@click.argument("folder", type=_FOLDER)
def export_command(folder: Path) -> None:
    r"""Copy the shipped templates into FOLDER, to be edited; nothing that stands there is replaced.

    README.md comes along and says what templates can do, REFERENCE.md lists every variable.

    \b
    Example
      kam template export templates
    """
    from kam_xl.cli.output import say
    from kam_xl.jobs.templates import export_templates

    copies = export_templates(folder)
    say(f"Copied {len(copies)} files to {folder}. Keep those that you change, remove the others.")


@template_group.command("check", short_help="Check templates; every fault is listed at once.")
@click.argument("place", type=_PLACE, required=False)
def check_command(place: Path | None) -> None:
    r"""Check PLACE, and list every fault with its file, its line or paragraph, and its remedy.

    PLACE is a template, a folder of them, or a workbook, whose own ones are checked; without it, those that ship are.
    Each is read for names that no plan, portfolio or message has, then filled in with accounts of the sample. Nothing
    is written.

    \b
    Examples
      kam template check templates
      kam template check templates/plan-key.docx
      kam template check KeyAccounts.xlsm
    """
    from kam_xl.cli.output import say
    from kam_xl.jobs.check_templates import check_templates, remarks_on

    checked = check_templates([place] if place else [])
    remarks = remarks_on(checked)
    for file in checked:
        say(f"{file} is sound, but slow: {remarks[file]}" if file in remarks else f"{file} is sound.")
