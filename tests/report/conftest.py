import pytest

from audit.servers import BIN, Server
from report.report_samples import fill


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """A ledger of some weeks. Nobody writes to it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('report') / 'ledger.db'}"
    fill(url)
    return url


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL for this run of tests."""
    if BIN is None:
        pytest.skip("no PostgreSQL in /usr/lib/postgresql: reports were tried on SQLite only")
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="session")
def filled_postgresql(postgresql):
    """The same in PostgreSQL. Nobody writes to it."""
    url = postgresql.database()
    fill(url)
    return url
