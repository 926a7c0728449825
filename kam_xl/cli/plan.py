"""`kam plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kam_xl.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kam_xl.jobs.score import Scored
    from kam_xl.plans.writing import Edition, PlanReport
    from kam_xl.portfolio.book import ScoredAccount

CHOICES = ("key", "major", "standard", "all")


@click.command("plan", short_help="Write account plans as Word documents and web pages.")
@options.source_argument
@options.out_folder_option
@click.option(
    "--tier",
    "tiers",
    type=click.Choice(CHOICES),
    multiple=True,
    default=("key",),
    show_default=True,
    help="Whose plans to write; may be given more than once.",
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(["html", "docx", "pdf"]),
    multiple=True,
    default=("html", "docx"),
    show_default=True,
    help='The formats to write; may be given more than once. pdf needs the extra: pip install "kam-xl[pdf]".',
)
@click.option(
    "--audience",
    type=click.Choice(["internal", "customer"]),
    default="internal",
    show_default=True,
    help="Who reads the plans: a customer's holds nothing that is marked internal.",
)
@click.option(
    "--portfolio",
    is_flag=True,
    help="Instead of plans, write the page over all accounts, and one for each manager over theirs.",
)
@options.score_options
def plan_command(
    *,
    source: Path,
    out: Path,
    tiers: tuple[str, ...],
    formats: tuple[str, ...],
    audience: str,
    portfolio: bool,
    issues_file: Path | None,
    **score_options: Any,
) -> None:
    r"""Score SOURCE and write a plan for each account of the wanted tiers into a folder.

    A plan that somebody has edited is never overwritten: the new version goes beside it as "… (new)".

    \b
    Examples
      kam plan KeyAccounts.xlsm -o plans
      kam plan accounts.csv -o plans --tier key --tier major --format docx
      kam plan KeyAccounts.xlsm -o for-customers --audience customer
      kam plan KeyAccounts.xlsm -o plans --portfolio
    """
    from kam_xl.cli.output import end, say, say_basis, say_issues, write_issues
    from kam_xl.jobs.plan import pdf_remark, plan_lines
    from kam_xl.jobs.score import score
    from kam_xl.plans.writing import Edition

    if portfolio and audience == "customer":
        raise click.UsageError("--portfolio is for managers: no customer may read of other accounts.")
    scored = score(options.request(source, **score_options))
    say_basis(scored)
    edition = Edition(formats, for_customer=audience == "customer")
    report, where = _portfolios(scored, out, edition) if portfolio else _plans(scored, tiers, out, edition)
    write_issues(scored.issues, issues_file)
    say("\n".join(plan_lines(report, "portfolio" if portfolio else "plan")))
    say("\n".join(filter(None, (where, pdf_remark(scored, formats)))))
    say_issues(scored.issues)
    end([*scored.issues, *report.kept, *report.failed])


def _plans(scored: Scored, tiers: tuple[str, ...], out: Path, edition: Edition) -> tuple[PlanReport, str]:
    from kam_xl.cli.output import progress_bar
    from kam_xl.jobs.plan import generate_plans, wanted_accounts

    accounts = wanted_accounts(scored, tiers)
    with progress_bar("Writing plans", len(accounts)) as progress:
        return generate_plans(scored, accounts, out, edition, progress, complete=True), _where(accounts, tiers, out)


def _portfolios(scored: Scored, out: Path, edition: Edition) -> tuple[PlanReport, str]:
    from kam_xl.cli.output import progress_bar
    from kam_xl.jobs.plan import generate_portfolios, portfolio_pages

    with progress_bar("Writing portfolios", len(portfolio_pages(scored))) as progress:
        return generate_portfolios(scored, out, edition, progress), f"They are in {out}."


def _where(accounts: Sequence[ScoredAccount], tiers: Sequence[str], out: Path) -> str:
    if accounts:
        return f"They are in {out}."
    others = [choice for choice in CHOICES if choice not in {*tiers, "all"}]
    hint = f" Other accounts get a plan with --tier {others[0]}." if others and "all" not in tiers else ""
    return f"No account is {' or '.join(tier.capitalize() for tier in tiers)}.{hint}"
