"""Signing in to Microsoft 365: a person types a code once, later tokens renew themselves."""

from typing import Any

import pytest

from kam_xl.errors import HostError
from kam_xl.sharing.transports import graph_sign_in
from kam_xl.sharing.transports.graph_sign_in import SCOPES, device_code_token


class Application:
    """What msal's PublicClientApplication answers, without a network."""

    def __init__(self, *, allowed: bool = True, patient: bool = True) -> None:
        self.allowed, self.patient, self.signed_in, self.renewed = allowed, patient, 0, 0

    def get_accounts(self) -> list[dict[str, str]]:
        return [{"username": "ops@example.com"}] if self.signed_in else []

    def initiate_device_flow(self, scopes: list[str]) -> dict[str, Any]:
        assert scopes == list(SCOPES)
        return (
            {"message": "Type ABCD at microsoft.com/devicelogin"} if self.allowed else {"error_description": "closed"}
        )

    def acquire_token_by_device_flow(self, flow: dict[str, Any]) -> dict[str, Any]:
        assert "message" in flow
        self.signed_in += 1
        return {"access_token": "first"} if self.patient else {"error_description": "the code has expired"}

    def acquire_token_silent(
        self, scopes: list[str], account: dict[str, str], *, force_refresh: bool
    ) -> dict[str, Any] | None:
        assert (scopes, account["username"]) == (list(SCOPES), "ops@example.com")
        self.renewed += force_refresh
        return {"access_token": "renewed" if force_refresh else "first"}


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Application:
    found = Application()
    monkeypatch.setattr(graph_sign_in, "_application", lambda *_: found)
    return found


def test_a_person_is_asked_once_and_later_tokens_renew_themselves(application: Application) -> None:
    told: list[str] = []
    token = device_code_token("id", "example.com", told.append)
    assert [token(False), token(False), token(True)] == ["first", "first", "renewed"]  # noqa: FBT003 - as the transport asks
    assert told == ["Type ABCD at microsoft.com/devicelogin"]
    assert (application.signed_in, application.renewed) == (1, 1)


def test_who_may_not_or_does_not_sign_in_is_told_why(application: Application) -> None:
    application.patient = False
    with pytest.raises(HostError, match="Nobody signed in to Microsoft 365: the code has expired"):
        device_code_token("id", "example.com", lambda _: None)(False)  # noqa: FBT003
    application.signed_in, application.allowed = 0, False
    with pytest.raises(HostError, match="does not let this program sign in: closed"):
        device_code_token("id", "example.com", lambda _: None)(False)  # noqa: FBT003
