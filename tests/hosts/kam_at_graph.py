"""`kam` where Microsoft Graph is a service of this machine: `kam_at_graph.py ADDRESS TOKEN ARGUMENTS…`.

All of it is the program itself, but for the address of the service, where tokens come from, the size from which a file
is uploaded in pieces, and that it does not wait.
"""

import sys
from functools import partial
from types import ModuleType
from typing import Any

import requests

from kam_xl.cli import main
from kam_xl.jobs import share
from kam_xl.sharing.sending import Patience
from kam_xl.sharing.transports import graph
from kam_xl.sharing.transports.graph import GraphTransport

NOBODY = "nobody"
"""Signing in fails for a token that begins so, with words that quote what was sent, as those of requests do."""


class Application:
    """What msal's PublicClientApplication answers: a token; renewed, it is the same."""

    def __init__(self, token: str) -> None:
        self._token = token

    def get_accounts(self) -> list[dict[str, str]]:
        return [{"username": "ops@example.com"}]

    def acquire_token_silent(self, *_: object, **__: object) -> dict[str, Any]:
        if self._token.startswith(NOBODY):
            raise requests.ConnectionError(f"POST /token?refresh_token={self._token}")
        return {"access_token": self._token}


def run(address: str, token: str, *arguments: str) -> None:
    msal = ModuleType("msal")
    vars(msal)["PublicClientApplication"] = lambda *_, **__: Application(token)
    sys.modules["msal"] = msal
    graph.GraphTransport = partial(GraphTransport, service=address, one_post_bytes=1000)  # type: ignore[assignment,misc]
    share.Patience = lambda _, chance: Patience(lambda _: None, chance)  # type: ignore[attr-defined,assignment,misc]
    main(arguments, prog_name="kam")


if __name__ == "__main__":
    run(*sys.argv[1:])
