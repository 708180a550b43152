"""An OpenID provider on this machine, over real HTTP: it takes nothing that the specifications do not let it take, and lies as a test asks it to.

It checks what a client must send (exact redirect_uri, code_challenge with S256, state, nonce, the client's secret, a verifier that fits) and lets a code
work once, within a minute, for the client that asked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import RSAKey

CLIENT, SECRET = "medguard-console", "s3cret+with/odd=letters"
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("id-1", "id-2"))


def signed(claims, key=KEY, alg="RS256", **header):
    whole = {"alg": alg, "kid": key.kid, **header}
    registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
    whole = {name: value for name, value in whole.items() if value is not None}
    return jws.serialize_compact(whole, json.dumps(claims), key, registry=registry)


class OpenIdProvider:
    """``person``: claims of whoever sits there. ``token``: makes the ID token of its claims. ``discovery``, ``back``: what to say otherwise."""

    def __init__(self, redirect_uri=None):
        self.redirect_uri = redirect_uri
        self.honest()
        self._codes, self.refused = {}, []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self._answer("")

            def do_POST(self):
                self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

            def _answer(self, body):
                if provider.pause:
                    time.sleep(provider.pause)
                status, headers, content = provider.answer(self.command, self.path, self.headers, body)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def honest(self):
        """Back to the truth."""
        self.person, self.token, self.discovery, self.back = {"sub": "248289761001"}, signed, {}, {}
        self.down, self.pause, self.keys, self.asked = False, 0, (KEY, OTHER), []

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def claims(self, **changes):
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, **self.person, **changes}
        return {name: value for name, value in said.items() if value is not None}

    # ── endpoints ────────────────────────────────────────────────────────────────────────────────────────────────────

    def answer(self, method, target, headers, body):
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query, keep_blank_values=True)
        self.asked.append(path)
        if self.down:
            return 503, {}, b"<html>down</html>"
        form = parse_qs(body, keep_blank_values=True)
        routes = {
            ("GET", "/.well-known/openid-configuration"): self._discovery,
            ("GET", "/keys"): lambda: _json({"keys": [key.as_dict(private=False) for key in self.keys]}),
            ("GET", "/authorize"): lambda: self._authorize(query),
            ("POST", "/token"): lambda: self._token(headers, form),
            ("GET", "/end"): lambda: (
                200,
                {"Content-Type": "text/html"},
                b"<title>out</title>Signed out at the provider",
            ),
        }
        return routes.get((method, path), lambda: (404, {}, b""))()

    def _discovery(self):
        said = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
        }
        return _json({name: value for name, value in (said | self.discovery).items() if value is not None})

    def _authorize(self, query):
        one = {name: values[0] for name, values in query.items() if len(values) == 1}
        wanted = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        wrong = [name for name, value in wanted.items() if one.get(name) != value]
        wrong += [name for name in ("state", "nonce", "code_challenge") if len(one.get(name, "")) < 43]
        wrong += ["scope"] if "openid" not in one.get("scope", "").split() else []
        wrong += ["redirect_uri"] if one.get("redirect_uri") != self.redirect_uri else []
        if wrong or len(one) != len(query):
            self.refused.append(wrong)
            return 400, {}, f"wrong: {wrong}".encode()
        code = secrets.token_urlsafe(700)  # as long as some providers' are
        self._codes[code] = (one, time.monotonic() + 60)
        said = {"code": code, "state": one["state"], "iss": self.url} | self.back
        said = {name: value for name, value in said.items() if value is not None}
        return 302, {"Location": f"{self.redirect_uri}?{urlencode(said, doseq=True)}"}, b""

    def _token(self, headers, form):
        scheme, _, pair = headers.get("Authorization", "").partition(" ")
        given = base64.b64decode(pair).decode().split(":") if scheme == "Basic" else ["", ""]
        if [unquote(one) for one in given] != [CLIENT, SECRET]:
            return _json({"error": "invalid_client"}, 401)
        one = {name: values[0] for name, values in form.items()}
        asked, until = self._codes.pop(one.get("code", ""), (None, 0))
        proof = base64.urlsafe_b64encode(hashlib.sha256(one.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        if (
            asked is None
            or time.monotonic() > until
            or one.get("grant_type") != "authorization_code"
            or one.get("redirect_uri") != asked["redirect_uri"]
            or proof.decode() != asked["code_challenge"]
        ):
            return _json({"error": "invalid_grant"}, 400)
        token = self.token(self.claims(nonce=asked["nonce"]))
        return _json({"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": token})


def _json(said, status=200):
    return status, {"Content-Type": "application/json", "Cache-Control": "no-store"}, json.dumps(said).encode()
