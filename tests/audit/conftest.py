import pytest

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
