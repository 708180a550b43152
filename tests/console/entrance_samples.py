"""A console under a name (and not a number), with a profile that says how people come in, and no traffic."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
import uuid
from contextlib import ExitStack, contextmanager

import httpx2
import pytest
import uvicorn
from argon2 import PasswordHasher
from console_samples import KEY, PASSWORD
from sqlalchemy import delete, insert, select, update

from audit.servers import Server
from medguard.audit import Wanted, list_records
from medguard.audit.accounts import ROLES, add_account
from medguard.audit.tables import records
from medguard.bundled import bundled
from medguard.console.app import console
from medguard.console.opening import open_house
from medguard.console.secrets import code_of, new_totp, step_at

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that speak HTTP alone: reading the world's certificates takes each longer than all that it asks."""
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def on_both(test):
    """For a test of what the database does: it runs on PostgreSQL, too. What is decided before, or after, is the same with any."""
    test.on_both = True
    return test


def pytest_generate_tests(metafunc):
    """For a module that imports this and the fixture below."""
    if "url" in metafunc.fixturenames:
        which = ["sqlite", "postgresql"] if hasattr(metafunc.function, "on_both") else ["sqlite"]
        metafunc.parametrize("url", which, indirect=True, scope="module")


@pytest.fixture(scope="module", name="url")
def database(request, tmp_path_factory):
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('entrance') / 'ledger.db'}"
        return
    server = Server()
    yield server.database()
    server.close()


class Entrance:
    """A console that is served, and what its people have."""

    def __init__(self, house, app, origin, clients):
        self.house, self.app, self.origin, self._clients = house, app, origin, clients
        self.keys, self._used = {}, {}

    def add(self, name, role="officer", applications=("*",)):
        key = self.keys[name] = new_totp()
        sealed = self.house.accounts.seals.seal(name, key)
        kept = QUICK.hash(PASSWORD)
        add_account(self.house.ledger, name, role=role, secret=kept, totp=sealed, by="tests", applications=applications)
        return name

    def code(self, name):
        """A code that was not used yet, and is good for a quarter of a minute: also the next step's is taken."""
        step = max(step_at(time.time() + 15) - 1, self._used.get(name, 0) + 1)
        while step > step_at(time.time()) + 1:
            time.sleep(0.5)
        self._used[name] = step
        return code_of(self.keys[name], step)

    def client(self, **headers):
        client = httpx2.Client(
            base_url=self.origin, headers={"origin": self.origin, **headers}, timeout=120, verify=PLAIN
        )
        self._clients.enter_context(client)
        return client

    def signed_in(self, name):
        client = self.client()
        client.cookies.set("medguard", self.house.accounts.begin(self.house.accounts.find(name), by="password"))
        return client

    def told(self, kind="sign_in", most=20):
        """What the ledger says, the newest first."""
        return [one.entry(kind) for one in list_records(self.house.ledger.engine, Wanted(kind=kind), limit=most)]

    def everything(self):
        """Every record, as text."""
        return "".join(one.document for one in list_records(self.house.ledger.engine, Wanted(kind=None), limit=10_000))


def profile(folder, **console_section):
    """The hospital's, and how people come in."""
    whole = (bundled("policies") / "hospital.yaml").read_text()
    path = folder / "ours.yaml"
    path.write_text(whole.replace("name: hospital", "name: ours") + f"\nconsole: {json.dumps(console_section)}\n")
    return str(path)


@contextmanager
def entrance(folder, url, *, name="localhost", opened_for=lambda _origin: None, people=True, **console_section):
    """Open and serve it. ``opened_for`` is told the address before anybody comes."""
    with socket.create_server(("127.0.0.1", 0)) as door, ExitStack() as clients, pytest.MonkeyPatch.context() as patch:
        patch.setattr("medguard.console.app._NO_TAKES", 0.001)  # that a no takes half a second has a test of its own
        origin = f"http://{name}:{door.getsockname()[1]}"
        opened_for(origin)
        with open_house(profile(folder, **console_section), url, origin=origin, key=KEY) as house:
            app = console(house)
            server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
            thread.start()
            ours = Entrance(house, app, origin, clients)
            for role in ROLES if people else ():
                ours.add(f"{role}-1", role)
            try:
                yield ours
            finally:
                server.should_exit = True
                thread.join(60)


@contextmanager
def beside(engine, kind, where, **changes):
    """A record that somebody without the log's key has written, who has seen the last of its kind: far behind the log's end, or in that one's place."""
    with engine.begin() as connection:
        last = select(records).where(records.c.kind == kind).order_by(records.c.position.desc()).limit(1)
        row = dict(connection.execute(last).mappings().one())
        said = json.loads(row["document"])
        said[kind] |= changes
        if where == "behind the end":
            made = {"position": row["position"] + 1000, "exchange_id": uuid.uuid4().hex}
            said |= {"position": made["position"]}
            connection.execute(insert(records), [row | made | {"document": json.dumps(said)}])
            back = delete(records).where(records.c.position == made["position"])
        else:
            this = records.c.position == row["position"]
            connection.execute(update(records).where(this), {"document": json.dumps(said)})
            back = update(records).where(this).values(document=row["document"])
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(back)


def token_in(page):
    return page.partition('name="form_token" value="')[2][:64]
