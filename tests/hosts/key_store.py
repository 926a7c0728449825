"""A key store for a program in another process, which holds what the environment of the test says."""

import os

from keyring.backend import KeyringBackend

HELD = "TEST_KEY_STORE_HOLDS"
"""The variable with the one password."""


class KeyStore(KeyringBackend):
    """Holds one password, whoever asks."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:  # noqa: ARG002 - as keyring has it
        return os.environ.get(HELD)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError
