"""What a person should know about a scored book before anything else, each with its remedy."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kam_xl.accounts.derive import sources_of
from kam_xl.accounts.names import ByName, name_key
from kam_xl.accounts.rows import Row
from kam_xl.accounts.schema import header_of
from kam_xl.portfolio.load import overloads
from kam_xl.portfolio.recipients import Directory, Recipient
from kam_xl.portfolio.wording import counted, named
from kam_xl.scoring.assessment import Assessment


def findings(assessment: Assessment, team: Sequence[Row]) -> list[str]:
    """List what stands in the way of a book: gates, managers, addresses, capacity and Team, in this order.

    Args:
        assessment: The scored book.
        team: The rows of Team.

    Returns:
        One sentence or two each, with what to do; empty if all is well.
    """
    directory = Directory(team)
    recipients = _recipients(assessment, directory)
    return [
        *_unknown_gates(assessment),
        *_accounts_without_manager(assessment, recipients),
        *_managers_without_address(recipients),
        *_overloaded(assessment, directory),
        *_repeated_members(directory),
    ]


def _unknown_gates(assessment: Assessment) -> Iterator[str]:
    for i, gate in enumerate(assessment.model.gates):
        if len(assessment.accounts) and not assessment.gates.known[:, i].any():
            yield f"The gate “{gate.label}” is unknown for every account, so none can be Key. {_remedy(gate.field)}"


def _remedy(field: str) -> str:
    if field == "region_served":
        return "Fill in Region Served, or list the served countries in Settings or with --served."
    if field == "time_zone_gap_hours":
        return "Say where the head office is, in Settings or with --home-offset, and fill in Country."
    return f"Fill in {' and '.join(map(header_of, sources_of(field)))}."


def _recipients(assessment: Assessment, directory: Directory) -> list[Recipient | None]:
    cells = (assessment.accounts.texts(name) for name in ("account_manager", "manager", "manager_email"))
    return [directory.recipient(*row) for row in zip(*cells, strict=True)]


def _accounts_without_manager(assessment: Assessment, recipients: Sequence[Recipient | None]) -> Iterator[str]:
    ids = assessment.accounts.texts("account_id")
    orphans = [str(account_id) for account_id, found in zip(ids, recipients, strict=True) if found is None]
    if orphans:
        have = counted(len(orphans), "account has no manager and reaches", "accounts have no manager and reach")
        yield (
            f"{have} nobody: {named(orphans)}. Name the manager on Accounts, or the account manager's manager on Team."
        )


def _managers_without_address(recipients: Sequence[Recipient | None]) -> Iterator[str]:
    managers = [found for found in recipients if found is not None]
    known = {(name_key(found.name), found.email.lower()) for found in managers if found.email}
    addresses = Counter(name for name, _ in known)
    blank = sorted(ByName((found.name, None) for found in reversed(managers) if not found.email))
    # Where one account names the only address of its manager, the manager's other accounts go there as well.
    unknown = [name for name in blank if not addresses[name_key(name)]]
    unclear = [name for name in blank if addresses[name_key(name)] > 1]
    if unknown:
        yield (
            f"{counted(len(unknown), 'manager has', 'managers have')} no address: {named(unknown)}. "
            "Add Manager Email on Team; until then the draft has no recipient."
        )
    if unclear:
        yield (
            f"{counted(len(unclear), 'manager has', 'managers have')} several addresses: {named(unclear)}. "
            "Say which on each account, by Manager Email on Accounts; until then a draft has no recipient."
        )


def _overloaded(assessment: Assessment, directory: Directory) -> Iterator[str]:
    owners = assessment.accounts.texts("account_manager")
    for load in overloads(zip(owners, assessment.tiers, strict=True), directory.members):
        have = counted(load.key_accounts, "key account", "key accounts")
        yield (
            f"{load.account_manager} has {have} and capacity for {load.capacity:g}. "
            "Move some to a colleague, or raise the capacity on Team."
        )


def _repeated_members(directory: Directory) -> Iterator[str]:
    if directory.repeated:
        yield (
            f"{named(directory.repeated)} {'stands' if len(directory.repeated) == 1 else 'stand'} on Team more than "
            "once; only the last row counts. Keep one row for each account manager."
        )
