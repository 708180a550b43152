import pytest
from cli_samples import kept

from medguard.types import Outcome


@pytest.fixture
def file(tmp_path):
    return tmp_path / "ledger.db"


@pytest.fixture
def url(file):
    return kept(f"sqlite:///{file}", Outcome.ANSWERED, Outcome.BLOCKED, Outcome.AMENDED)
