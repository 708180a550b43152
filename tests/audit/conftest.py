import pytest
from servers import BIN, Server

from medguard.audit import open_ledger


@pytest.fixture
def file(tmp_path):
    return tmp_path / "ledger.db"


@pytest.fixture
def url(file):
    return f"sqlite:///{file}"


@pytest.fixture
def ledger(url):
    with open_ledger(url, busy_seconds=0.2) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL for this run of tests; where there is none, whoever asks is skipped with a reason."""
    if BIN is None:
        pytest.skip("no PostgreSQL in /usr/lib/postgresql: the ledger was tried on SQLite only")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    server = Server()
    yield server
    server.close()
