"""Records to count, and a collector that keeps what it is sent."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from medguard.telemetry.metrics import Metrics
from medguard.types import (
    Decision,
    Effect,
    Exchange,
    Finding,
    Identifiers,
    Outcome,
    RequestFacts,
    Ruling,
    Stage,
    Status,
)

RULE = "phi/identifiers_replaced"


def metrics():
    return Metrics(providers=["openai"], rules=[RULE], version="1.2.3")


def request(**changes):
    whole = {"provider": "openai", "model": "m-1", "identifiers": Identifiers(found=3, replaced=3)}
    return RequestFacts(**(whole | changes))


def record(**changes):
    whole = {
        "id": "0" * 32,
        "started_at": "2026-11-25T15:00:00.250Z",
        "door": "sidecar",
        "profile": "hospital",
        "profile_sha256": "a" * 64,
        "outcome": Outcome.ANSWERED,
        "request": request(),
        "tokens": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12},
        "findings": (Finding.clear("leaks"),),
        "decisions": (
            Decision(
                stage=Stage.REQUEST,
                effect=Effect.ALLOW,
                bundle="b" * 64,
                rulings=(Ruling(rule=RULE, status=Status.PASS, effect=Effect.ALLOW),),
            ),
        ),
        "milliseconds": {"deidentify": 10.0, "rules_request": 2.0, "ask": 1000.0, "checks": 8.0},
    }
    return Exchange(**(whole | changes))


class Collector:
    """A real HTTP server that takes OTLP."""

    def __init__(self):
        self.bodies, self.headers = [], []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                collector.headers.append(dict(self.headers))
                collector.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1/traces"

    @property
    def resources(self):
        return [part for body in self.bodies for part in ExportTraceServiceRequest.FromString(body).resource_spans]

    @property
    def spans(self):
        return [span for part in self.resources for scope in part.scope_spans for span in scope.spans]

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
