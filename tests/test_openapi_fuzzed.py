"""What the description promises holds for calls that nobody thought of: over HTTP, against the sidecar itself."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import checks

from medguard import openapi
from medguard.audit import verify
from test_proxy import sidecar

ROUTES = [
    (method, path)
    for path, named in openapi.document()["paths"].items()
    for method in named
    if method in {"get", "post"} and "servers" not in named
]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    with sidecar(tmp_path_factory.mktemp("sidecar")) as opened:
        yield opened
        assert verify(opened.guard.ledger.engine).ok


@pytest.fixture(scope="module")
def described(here):
    return schemathesis.openapi.from_url(here.url + "/openapi.json")


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[f"{method} {path}" for method, path in ROUTES])
def test_every_route_answers_as_it_is_described(described, method, path):
    @given(case=described[path][method].as_strategy())
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    def ask(case):
        # What a body holds is the provider's to describe, so much of what is sent is refused; and a model that answers in another
        # API's words is a 502. Both are described, and nothing else comes: what nobody foresaw would be a 500.
        response = case.call_and_validate(excluded_checks=[checks.not_a_server_error, checks.positive_data_acceptance])
        assert response.status_code != 500

    ask()
