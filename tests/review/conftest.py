"""Both databases, for houses that each test has to itself."""

from __future__ import annotations

import pytest
from review_samples import house

from audit.servers import Server


@pytest.fixture(scope="session")
def postgresql():
    server = Server()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    return request.getfixturevalue("postgresql").database()


@pytest.fixture
def open_house(tmp_path, url):
    """Opens houses on the same database; the second stands for another process."""
    opened = []

    def opens(**changes):
        context = house(tmp_path, url, **changes)
        one = context.__enter__()
        opened.append(context)
        return one

    yield opens
    for context in reversed(opened):
        context.__exit__(None, None, None)
