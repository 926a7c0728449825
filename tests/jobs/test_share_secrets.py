"""Passwords come from the environment, the key store or a person, and from nowhere else."""

from collections.abc import Iterator

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from kam_xl.errors import HostError
from kam_xl.jobs.share_secrets import COPIES, MAIL_SERVER, SERVICE, secret


class KeyStore(KeyringBackend):
    """A key store that holds one password."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        if username == "locked":
            raise keyring.errors.KeyringLocked("the secret of the store")
        return "from the store" if (service, username) == (SERVICE, "ops@smtp.example.com") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def key_store() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(KeyStore())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


def never() -> str:
    raise AssertionError("nobody is asked")


def test_each_source_gives_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MAIL_SERVER, "from the environment")
    assert secret("env", MAIL_SERVER, "ops@smtp.example.com", never) == "from the environment"
    assert secret("keyring", MAIL_SERVER, "ops@smtp.example.com", never) == "from the store"
    assert secret("prompt", MAIL_SERVER, "ops@smtp.example.com", lambda: "typed") == "typed"


@pytest.mark.parametrize(
    ("source", "user", "said"),
    [
        ("env", "copies", "KAM_COPY_PASSWORD of the environment is empty"),
        ("keyring", "copies", "keyring set kam-xl copies"),
        ("keyring", "locked", "cannot be used (KeyringLocked)"),
    ],
)
def test_what_is_not_there_is_named_with_its_remedy(
    source: str, user: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(COPIES, raising=False)
    with pytest.raises(HostError) as caught:
        secret(source, COPIES, user, never)
    assert said in str(caught.value)
    assert "secret of the store" not in str(caught.value)
