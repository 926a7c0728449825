"""`kam` where Microsoft Graph is a service of this machine: `kam_at_graph.py ADDRESS TOKEN ARGUMENTS…`.

All of it is the program itself, but for the address of the service, where tokens come from, the size from which a file
is uploaded in pieces, and that it does not wait.
"""

import sys
import time
from functools import partial
from typing import Any

import requests

from kam_xl.cli import main
from kam_xl.sharing.transports import graph, graph_sign_in

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
    graph.GraphTransport = partial(graph.GraphTransport, service=address)  # type: ignore[assignment,misc]
    setattr(graph, "_IN_ONE_POST", 1000)  # noqa: B010 - what is small is no part of its interface
    setattr(graph_sign_in, "_application", lambda *_: Application(token))  # noqa: B010 - nor is where msal comes in
    time.sleep = lambda _: None
    main(arguments, prog_name="kam")


if __name__ == "__main__":
    run(*sys.argv[1:])
