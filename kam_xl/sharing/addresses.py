"""Mail addresses as people type them: understood, or refused with the reason."""

import re
import unicodedata
from collections.abc import Iterable
from email.headerregistry import Address

from email_validator import EmailNotValidError, validate_email

_NAME_AND_ADDRESS = re.compile(r'\s*"?(?P<name>[^"<>]*?)"?\s*<(?P<address>[^<>]*)>\s*')

_PASSED_ON = frozenset("%!")
"""Signs by which old mail servers tell to whom they pass a message on."""


class UnusableAddressError(ValueError):
    """A text that is no mail address; its message says why, in a few words."""


def read_address(text: str) -> Address:
    """Understand one address, such as `ann@example.com` or `Ann Lee <ann@example.com>`.

    Names and addresses of every script are understood. The domain comes back as mail servers know it: `straße.de` is
    `xn--strae-oqa.de`.

    Raises:
        UnusableAddressError: It is none, it is several, or it holds a line break or another control character.

    Source:
        RFC 5321, RFC 6531 and IDNA 2008, through email-validator; nothing is asked of the network.

    >>> str(read_address("Jörg Müller <joerg@straße.de>"))
    'Jörg Müller <joerg@xn--strae-oqa.de>'
    """
    if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in text):
        raise UnusableAddressError("it holds a line break or another control character")
    match = _NAME_AND_ADDRESS.fullmatch(text)
    name, plain = (match["name"], match["address"]) if match else ("", text)
    try:
        found = validate_email(plain.strip(), check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise UnusableAddressError(str(error).rstrip(".")) from error
    if "=?" in found.local_part:
        # Mail programs would decode what follows, into another address or a line break.
        raise UnusableAddressError("it holds =?, by which encoded text begins")
    if unicodedata.normalize("NFKC", found.local_part) != found.local_part:
        raise UnusableAddressError("before the @-sign it holds a sign that mail programs may take for another")
    # Signs that turn the direction would show another address than the one that is written to.
    return Address("".join(filter(str.isprintable, name)).strip(), found.local_part, found.ascii_domain)


def read_domains(text: str) -> frozenset[str]:
    """Understand a list of domains, separated by commas, semicolons or blanks; a leading @ does not count.

    >>> sorted(read_domains("Example.com; @straße.de"))
    ['example.com', 'xn--strae-oqa.de']
    """
    return frozenset(_plain_domain(part) for part in re.split(r"[,;\s]+", text) if part.strip("@"))


def _plain_domain(text: str) -> str:
    domain = text.strip("@")
    try:
        return validate_email(f"x@{domain}", check_deliverability=False).ascii_domain.lower()
    except EmailNotValidError:
        # A domain that no address can have allows none.
        return domain.lower()


def is_allowed(address: Address, domains: Iterable[str]) -> bool:
    """Tell whether an address is in one of the domains; a part of a domain counts only if it is named itself.

    An address that asks its server to pass the message on, such as `ann%elsewhere.org@example.com`, is elsewhere.
    """
    return address.domain.lower() in domains and not _PASSED_ON & set(address.username)
