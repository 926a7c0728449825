"""Where passwords come from: the environment or the system's own key store; they are kept nowhere else."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from kam_xl.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Callable

COPIES = "KAM_COPY_PASSWORD"
"""The variable with the password of manager copies."""

MAIL_SERVER = "KAM_SMTP_PASSWORD"
"""The variable with the password at the mail server."""

SERVICE = "kam-xl"
"""Under this name the key store holds our passwords."""


def secret(source: str, variable: str, user: str, ask: Callable[[], str]) -> str:
    """Get a password.

    Args:
        source: "env" for a variable of the environment, "keyring" for the system's key store, "prompt" to ask.
        variable: The variable.
        user: Under which name the key store holds it.
        ask: Asks the person.

    Raises:
        HostError: It is not there; the message never holds it.
    """
    if source == "env":
        return _of_environment(variable)
    if source == "keyring":
        return _of_key_store(user)
    return ask()


def _of_environment(variable: str) -> str:
    found = os.environ.get(variable, "")
    if not found:
        raise HostError(f"The variable {variable} of the environment is empty. Put the password there.")
    return found


def _of_key_store(user: str) -> str:
    try:
        keyring = import_module("keyring")
    except ImportError as error:
        raise HostError('The system\'s key store needs the extra: pip install "kam-xl[smtp]".') from error
    try:
        found: str | None = keyring.get_password(SERVICE, user)
    except keyring.errors.KeyringError as error:
        raise HostError(
            f"The system's key store cannot be used ({type(error).__name__}). Take env or prompt."
        ) from None
    if not found:
        raise HostError(
            f"The system's key store holds no password for {user}. Put it there: `keyring set {SERVICE} {user}`."
        )
    return found
