import pytest

from medguard import telemetry


@pytest.fixture(autouse=True)
def quiet():
    yield
    telemetry.off()
