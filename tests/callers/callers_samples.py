"""An identity provider on this machine: it signs tokens and publishes its keys, as well or as badly as a test wants."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from medguard.callers import Callers, Claims, Rate
from medguard.callers.key_sets import Keys
from medguard.callers.tokens import Tokens

ISSUER, AUDIENCE = "https://id.hospital.example", "medguard"
HERE = "127.0.0.1"
ELSEWHERE = "10.0.0.7"
NOW = 1_800_000_000.0

RSA, OTHER = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("rsa-1", "other"))
EC = ECKey.generate_key("P-256", {"kid": "ec-1"})


class Provider:
    """Serves what ``answer`` gives: a status, headers and a body."""

    def __init__(self, *keys):
        self.asked = 0
        self.publish(*keys)
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.asked += 1
                status, headers, body = provider.answer(self.path)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        self._server = ThreadingHTTPServer((HERE, 0), Handler)
        self.url = f"http://{HERE}:{self._server.server_port}/jwks"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def publish(self, *keys):
        body = json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()
        self.answer = lambda _path: (200, {}, body)

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Clock:
    """Time that a test moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def token(key=RSA, alg="RS256", header=None, **changes):
    """A good token, changed."""
    claims = {"iss": ISSUER, "aud": AUDIENCE, "exp": NOW + 60, "iat": NOW, "azp": "ward-assistant", "sub": "dr-0042"}
    claims = {name: value for name, value in (claims | changes).items() if value is not None}
    whole = {"alg": alg, "kid": key.kid, **(header or {})}
    whole = {name: value for name, value in whole.items() if value is not None}
    return jws.serialize_compact(
        whole,
        json.dumps(claims),
        key,
        registry=jws.JWSRegistry(algorithms=[alg], strict_check_header=False),
    )


def tokens(keys, *, algorithms=("RS256", "ES256"), skew=30, claims=None, clock=lambda: NOW, monotonic=time.monotonic):
    return Tokens(
        Keys(str(keys), clock=monotonic),
        issuer=ISSUER,
        audience=AUDIENCE,
        algorithms=algorithms,
        skew_seconds=skew,
        claims=claims or Claims(application="azp", actor="sub", purpose="purpose"),
        clock=clock,
    )


class Table:
    """Keys in a dictionary, by the hashes of their secrets."""

    def __init__(self, keys):
        self.keys = keys
        self.asked = 0

    def find(self, digest):
        self.asked += 1
        return self.keys.get(digest)


def bearer(words):
    return [("Host", "medguard"), ("Authorization", f"Bearer {words}")]


def callers(known_by, **more):
    return Callers(known_by, profile="hospital", **more)


__all__ = ["AUDIENCE", "EC", "ELSEWHERE", "HERE", "ISSUER", "NOW", "OTHER", "RSA", "Clock", "Provider", "Rate", "Table"]
