"""`kam share`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kam_xl.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from kam_xl.jobs.score import Scored
    from kam_xl.jobs.share import ShareRequest
    from kam_xl.sharing.transports.smtp import MailServer

_FILE = click.Path(path_type=Path, dir_okay=False)

_SHARE_OPTIONS = (
    click.option("--by", "way", type=click.Choice(["eml", "outlook", "smtp", "graph"]), default="eml",
                 show_default=True,
                 help="How messages leave: eml files, classic Outlook, a mail server, or Microsoft 365 (graph)."),
    click.option("--send", is_flag=True, help="Send at once. Otherwise Outlook and Microsoft 365 keep drafts."),
    click.option("--dry-run", is_flag=True, help="Say everything that would leave, with its text, and do nothing."),
    click.option("--preview", is_flag=True,
                 help="With --dry-run: write copies, and a page that shows every message, into preview."),
    click.option("--everyone-sees-all", is_flag=True, help="Give every manager the whole book, not their own part."),
    click.option("--attach-workbook", is_flag=True,
                 help="Attach SOURCE too. Many mail gateways refuse .xlsm, and macros are blocked where it arrives."),
    click.option("--plans", type=click.Choice(["pdf", "docx", "html"]),
                 help="Attach the plans of each manager's key accounts; web pages, and more than five, in a zip file."),
    click.option("--password-from", type=click.Choice(["env", "keyring", "prompt"]),
                 help="Encrypt the copies with a password: from the variable KAM_COPY_PASSWORD, the system's key "
                      "store (kam-xl, copies), or asked for."),
    click.option("--allow", "allowed", multiple=True, metavar="ADDRESS",
                 help="Write to this address though it is outside the Allowed Mail Domains; may be repeated."),
    click.option("--largest-mb", type=click.FloatRange(min=0, min_open=True), default=25.0, show_default=True,
                 help="No message that is sent may be larger."),
    click.option("--from", "sender", metavar="ADDRESS",
                 help="Who sends the messages; otherwise Mail From on Settings."),
    click.option("--outbox", type=_FILE, metavar="FILE",
                 help="Where the state of every message is kept; otherwise beside SOURCE."),
    click.option("--smtp-server", envvar="KAM_SMTP_SERVER", metavar="HOST[:PORT]",
                 help="The mail server for --by smtp."),
    click.option("--smtp-security", type=click.Choice(["starttls", "tls"]), default="starttls", show_default=True,
                 help="How the connection is encrypted."),
    click.option("--smtp-user", envvar="KAM_SMTP_USER", default="", metavar="NAME",
                 help="Whom to sign in as; nobody if left out."),
    click.option("--smtp-password-from", type=click.Choice(["env", "keyring", "prompt"]), default="keyring",
                 show_default=True,
                 help="Where its password is: the variable KAM_SMTP_PASSWORD, the system's key store (kam-xl, "
                      "NAME@HOST), or asked for."),
    click.option("--smtp-certificates", type=_FILE, metavar="FILE",
                 help="Certificates to trust in place of the system's."),
    click.option("--graph-client-id", envvar="KAM_GRAPH_CLIENT_ID", metavar="ID",
                 help="The id under which Microsoft 365 knows this program; for --by graph."),
    click.option("--graph-tenant", envvar="KAM_GRAPH_TENANT", default="organizations", show_default=True,
                 metavar="NAME", help="Your organisation in Microsoft 365."),
)  # fmt: skip

_OWN = (
    "way", "send", "dry_run", "preview", "everyone_sees_all", "attach_workbook", "plans", "password_from",
    "allowed", "largest_mb", "sender", "outbox", "smtp_server", "smtp_security", "smtp_user", "smtp_password_from",
    "smtp_certificates", "graph_client_id", "graph_tenant",
)  # fmt: skip


def _share_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SHARE_OPTIONS):
        command = option(command)
    return command


@click.command("share", short_help="Write each manager's own workbook, with a message that brings it.")
@options.source_argument
@options.out_folder_option
@_share_options
@options.score_options
def share_command(source: Path, out: Path, issues_file: Path | None, **others: Any) -> None:
    r"""Score SOURCE and write a workbook for every manager, with only their accounts, and a message that brings it.

    The workbooks hold no macros, and their scores are formulas: they follow a changed weight without Python. Messages
    are drafts (.eml) that open in a mail program, unless you say --by and --send. An outbox beside SOURCE remembers
    every message: nobody is forgotten, and nobody is written to twice.

    \b
    Examples
      kam share KeyAccounts.xlsm -o managers
      kam share accounts.csv -o managers --as-of 2026-06-30
      kam share KeyAccounts.xlsm -o managers --dry-run --preview
      kam share KeyAccounts.xlsm -o managers --by smtp --send --smtp-server smtp.example.com --smtp-user ops
    """
    from kam_xl.cli.output import end, progress_bar, say, say_basis, say_issues, write_issues
    from kam_xl.jobs.score import score
    from kam_xl.jobs.share import share

    own = {name: others.pop(name) for name in _OWN}
    if own["preview"] and not own["dry_run"]:
        raise click.UsageError("--preview goes with --dry-run.")
    wanted = _wanted(out, own)
    scored = score(options.request(source, **others))
    say_basis(scored)
    write_issues(scored.issues, issues_file)
    if own["dry_run"]:
        _rehearse(scored, wanted, preview=own["preview"])
        return
    with progress_bar("Writing manager copies", len(scored.book.accounts)) as progress:
        report = share(scored, wanted, progress)
    say("\n".join((*(f"! {sentence}" for sentence in report.nobody), *report.lines())))
    if report.copies:
        say(f"They are in {out}." + ("" if own["send"] else " Nothing was sent."))
    say_issues(scored.issues)
    end([*scored.issues, *report.problems])


def _rehearse(scored: Scored, wanted: ShareRequest, *, preview: bool) -> None:
    from kam_xl.cli.output import end, say, say_issues
    from kam_xl.cli.rehearsal_shown import say_rehearsal
    from kam_xl.jobs.share import rehearse

    found = rehearse(scored, wanted, with_page=preview)
    say_rehearsal(found.rehearsal)
    if found.page is not None:
        say(f"{found.page} shows all of it; the copies lie beside it.")
    say("Nothing has left.")
    say_issues(scored.issues)
    end([*scored.issues, *found.rehearsal.report.problems])


def _wanted(out: Path, own: dict[str, Any]) -> ShareRequest:
    from kam_xl.jobs.share import ShareRequest
    from kam_xl.jobs.share_secrets import COPIES, secret

    password_from = own["password_from"]
    return ShareRequest(
        target=out,
        **{name: own[name] for name in ("way", "send", "outbox", "everyone_sees_all", "attach_workbook", "plans")},
        copy_password=(
            (lambda: secret(password_from, COPIES, "copies", lambda: _ask("Password of the copies", twice=True)))
            if password_from
            else None
        ),
        allowed=own["allowed"],
        largest_mb=own["largest_mb"],
        sender=own["sender"],
        server=_server(own) if own["smtp_server"] else None,
        token=_token(own) if own["graph_client_id"] else None,
    )


def _ask(what: str, *, twice: bool = False) -> str:
    return str(click.prompt(what, hide_input=True, confirmation_prompt=twice, err=True))


def _server(own: dict[str, Any]) -> MailServer:
    from kam_xl.jobs.share_secrets import MAIL_SERVER, secret
    from kam_xl.sharing.transports.smtp import PORTS, MailServer

    host, _, port = own["smtp_server"].rpartition(":") if ":" in own["smtp_server"] else (own["smtp_server"], "", "")
    if port and not port.isdigit():
        raise click.UsageError(
            f"--smtp-server: found {own['smtp_server']!r}; write smtp.example.com or with a port :587."
        )
    user, where = own["smtp_user"], own["smtp_password_from"]
    return MailServer(
        host=host,
        port=int(port or PORTS[own["smtp_security"]]),
        security=own["smtp_security"],
        user=user,
        password=lambda: secret(where, MAIL_SERVER, f"{user}@{host}", lambda: _ask(f"Password of {user} at {host}")),
        certificates=str(own["smtp_certificates"] or ""),
    )


def _token(own: dict[str, Any]) -> Callable[[bool], str]:
    from kam_xl.cli.output import say
    from kam_xl.sharing.transports.graph_sign_in import device_code_token

    return device_code_token(own["graph_client_id"], own["graph_tenant"], say)
