"""A console on a real port, with a week of traffic, an account for every role, and a browser."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
import uvicorn
from console_samples import KEY, PASSWORD

from medguard.audit import open_ledger
from medguard.audit.accounts import ROLES, Accounts, add_account
from medguard.console.app import console
from medguard.console.demo import fill
from medguard.console.opening import open_house
from medguard.console.secrets import code_of, hash_password, new_totp, step_at

CHROMIUM = next(
    (path for path in (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser")) if path.exists()), None
)


@dataclass
class Running:
    """The console, and how to come in."""

    url: str
    house: object
    origin: str
    app: object
    keys: dict[str, str]
    used: dict[str, int] = field(default_factory=dict)
    clients: list[httpx2.Client] = field(default_factory=list)

    def code(self, name):
        """A code that was not used yet, and is good for a quarter of a minute: also the next step's is taken."""
        step = max(step_at(time.time() + 15) - 1, self.used.get(name, 0) + 1)
        while step > step_at(time.time()) + 1:
            time.sleep(0.5)
        self.used[name] = step
        return code_of(self.keys[name], step)

    def session(self, name):
        """The token of a session that was begun without the form, which has tests of its own: a code works once in thirty seconds."""
        return self.house.accounts.begin(self.house.accounts.find(name), by="password")

    def client(self, name=None, **headers):
        """A client; signed in under a name."""
        client = httpx2.Client(base_url=self.origin, headers={"origin": self.origin, **headers}, timeout=60)
        self.clients.append(client)
        if name is not None:
            answer = client.post("/sign-in", data={"name": name, "password": PASSWORD, "code": self.code(name)})
            assert answer.status_code == 303, answer.text
        return client


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('console') / 'ledger.db'}"
    fill(url, until=datetime.now(UTC), days=7, each_day=20)
    keys = {}
    with open_ledger(url) as ledger:
        accounts, kept = Accounts(ledger, KEY), hash_password(PASSWORD)
        everyone = [(f"{role}-1", role, ("*",)) for role in ROLES] + [("officer-2", "officer", ("no-such",))]
        for name, role, applications in everyone:
            keys[name] = new_totp()
            sealed = accounts.seals.seal(name, keys[name])
            add_account(ledger, name, role=role, secret=kept, totp=sealed, by="tests", applications=applications)
    with socket.create_server(("127.0.0.1", 0)) as door:
        origin = f"http://127.0.0.1:{door.getsockname()[1]}"
        with open_house("hospital", url, origin=origin, key=KEY) as house:
            app = console(house)
            server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
            thread.start()
            ours = Running(url, house, origin, app, keys)
            yield ours
            for client in ours.clients:
                client.close()
            server.should_exit = True
            thread.join(30)


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium: on Debian, apt-get install chromium; the pages were tried without a browser only")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()
