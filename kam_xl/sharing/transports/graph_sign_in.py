"""Signing in to Microsoft 365 with a code that a person types into a browser; nothing of it is kept."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kam_xl.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Callable

SCOPES = ("Mail.ReadWrite", "Mail.Send")
"""What the program may do: write drafts, and send."""


def device_code_token(client_id: str, tenant: str, tell: Callable[[str], object]) -> Callable[[bool], str]:
    """Give a function that gives a token: at its first call a person signs in, later it renews itself.

    Args:
        client_id: The id under which your administrator has registered kam-xl.
        tenant: Your organisation's id or domain.
        tell: Tells the person where to type which code.
    """

    @cache
    def known_application() -> Any:  # noqa: ANN401 - msal is untyped
        return _application(client_id, tenant)

    def token(anew: bool) -> str:  # noqa: FBT001 - the transport says why it asks
        try:
            return _token_of(known_application(), tell, anew=anew)
        except OSError as error:
            # Its words quote what was sent, which holds secrets.
            raise HostError(
                f"Microsoft 365 cannot be reached to sign in ({type(error).__name__}). Check the network."
            ) from None

    return token


def _token_of(application: Any, tell: Callable[[str], object], *, anew: bool) -> str:  # noqa: ANN401 - msal is untyped
    accounts = application.get_accounts()
    answer = application.acquire_token_silent(list(SCOPES), accounts[0], force_refresh=anew) if accounts else None
    return _token_in(answer or _signed_in(application, tell))


def _application(client_id: str, tenant: str) -> Any:  # noqa: ANN401 - msal is untyped
    try:
        msal = import_module("msal")
    except ImportError as error:
        raise HostError('Microsoft 365 needs the extra: pip install "kam-xl[graph]".') from error
    try:
        return msal.PublicClientApplication(client_id, authority=f"https://login.microsoftonline.com/{tenant}")
    except ValueError as error:
        raise HostError(f"Microsoft 365 knows no organisation {tenant!r}. Correct --graph-tenant.") from error


def _signed_in(application: Any, tell: Callable[[str], object]) -> dict[str, Any]:  # noqa: ANN401 - msal is untyped
    flow = application.initiate_device_flow(scopes=list(SCOPES))
    if "message" not in flow:
        raise HostError(
            f"Microsoft 365 does not let this program sign in: {flow.get('error_description', 'no reason')}."
        )
    tell(flow["message"])
    answer: dict[str, Any] = application.acquire_token_by_device_flow(flow)
    return answer


def _token_in(answer: dict[str, Any]) -> str:
    if "access_token" not in answer:
        raise HostError(f"Nobody signed in to Microsoft 365: {answer.get('error_description', 'no reason given')}.")
    return str(answer["access_token"])
