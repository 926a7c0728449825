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

ADDRESS, TOKEN, *ARGUMENTS = sys.argv[1:]
NOBODY = "nobody"
"""In place of a token: signing in fails, with words that quote what was sent, as those of requests do."""


class Application:
    """What msal's PublicClientApplication answers: a token; renewed, it is the same."""

    def get_accounts(self) -> list[dict[str, str]]:
        return [{"username": "ops@example.com"}]

    def acquire_token_silent(self, *_: object, **__: object) -> dict[str, Any]:
        if TOKEN.startswith(NOBODY):
            raise requests.ConnectionError(f"POST /token?refresh_token={TOKEN}")
        return {"access_token": TOKEN}


def run() -> None:
    graph.GraphTransport = partial(graph.GraphTransport, service=ADDRESS)  # type: ignore[assignment,misc]
    setattr(graph, "_IN_ONE_POST", 1000)  # noqa: B010 - what is small is no part of its interface
    setattr(graph_sign_in, "_application", lambda *_: Application())  # noqa: B010 - nor is where msal comes in
    time.sleep = lambda _: None
    main(ARGUMENTS, prog_name="kam")


if __name__ == "__main__":
    run()
