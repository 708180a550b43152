"""A time-stamping authority over HTTP, which is OpenSSL's own, with certificates made here."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = dt.datetime.now(dt.UTC)
YEAR = dt.timedelta(days=365)
TST_INFO = "1.2.840.113549.1.9.16.1.4"
REJECTED = bytes.fromhex("30053003020102")
"""TimeStampResp of one PKIStatusInfo: rejection."""

CONFIGURATION = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = {digests}
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def name_of(words):
    attributes = [
        (NameOID.COUNTRY_NAME, "DE"),
        (NameOID.ORGANIZATION_NAME, "Made Up Trust"),
        (NameOID.COMMON_NAME, words),
    ]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


class Root:
    """Whom the auditor trusts."""

    def __init__(self, words="Test Root"):
        self.name, self.key = name_of(words), ec.generate_private_key(ec.SECP256R1())
        self.certificate = self.issue(self.name, self.key.public_key(), authority=True)

    def issue(self, name, public, *, authority=False, purpose=None, ends=NOW + YEAR, serial=None):
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(public)
            .serial_number(serial or x509.random_serial_number())
            .not_valid_before(NOW - 2 * YEAR)
            .not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if authority:
            usage = dict.fromkeys(
                "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign encipher_only decipher_only".split(),
                False,
            )
            builder = builder.add_extension(x509.KeyUsage(**usage | {"key_cert_sign": True}), critical=True)
        if purpose is not None:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage(purpose if isinstance(purpose, list) else [purpose]), critical=True
            )
        return builder.sign(self.key, hashes.SHA256())


class OpensslAuthority:
    """Stamps what it is asked to; ``fault`` (given a query, gives HTTP status, headers, body or None) answers in its place."""

    def __init__(
        self, folder, *, root=None, ends=NOW + YEAR, digests="sha256, sha384, sha512", words="Test Stamping Unit 1"
    ):
        self.folder = Path(folder)
        self.folder.mkdir()
        self.root = root or Root()
        key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self.root.issue(
            name_of(words), key.public_key(), purpose=ExtendedKeyUsageOID.TIME_STAMPING, ends=ends
        )
        self.other = other = self.root.issue(
            name_of(words), key.public_key(), purpose=ExtendedKeyUsageOID.CLIENT_AUTH, ends=ends
        )
        pem = serialization.Encoding.PEM
        (self.folder / "key.pem").write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        (self.folder / "signer.pem").write_bytes(self.certificate.public_bytes(pem))
        (self.folder / "other.pem").write_bytes(other.public_bytes(pem))
        self.roots = self.folder / "roots.pem"
        self.roots.write_bytes(self.root.certificate.public_bytes(pem))
        (self.folder / "serial").write_text("01\n")
        (self.folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=self.folder, digests=digests))
        self.asked, self.fault, self.port = [], None, 0
        self._numbers, self._one = itertools.count(), threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/tsr"

    def openssl(self, *arguments, content=b""):
        run = subprocess.run(
            ["openssl", *map(str, arguments)], input=content, capture_output=True, check=False, timeout=120
        )
        assert run.returncode == 0, run.stderr.decode()
        return run.stdout

    def stamp(self, query):
        """TimeStampResp for a TimeStampReq."""
        with self._one:
            question = self.folder / f"{next(self._numbers)}.tsq"
            question.write_bytes(query)
            answer = question.with_suffix(".tsr")
            self.openssl(
                "ts", "-reply", "-config", self.folder / "tsa.cnf", "-queryfile", question, "-signer",
                self.folder / "signer.pem", "-inkey", self.folder / "key.pem", "-out", answer,
            )  # fmt: skip
            return answer.read_bytes()

    def stamp_with_another_purpose(self, query, *beside):
        """The same words, signed with the same key under a certificate that is not for time-stamping; more certificates may lie beside it."""
        answer, token, info = (self.folder / name for name in ("a.tsr", "a.token", "a.info"))
        answer.write_bytes(self.stamp(query))
        self.openssl("ts", "-reply", "-in", answer, "-token_out", "-out", token)
        self.openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", token, "-out", info)
        signed = self.openssl(
            "cms", "-sign", "-binary", "-nodetach", "-md", "sha256", "-econtent_type", TST_INFO, "-signer",
            self.folder / "other.pem", "-inkey", self.folder / "key.pem", "-in", info, "-outform", "DER", "-cades",
            *(("-certfile", self.folder / beside[0]) if beside else ()),
        )  # fmt: skip
        body = bytes.fromhex("3003020100") + signed
        return b"\x30\x82" + len(body).to_bytes(2, "big") + body

    def __enter__(self):
        authority = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked.append((self.path, dict(self.headers), query))
                status, headers, content = (authority.fault and authority.fault(query)) or (
                    200,
                    {},
                    authority.stamp(query),
                )
                self.send_response(status)
                for name, value in {"Content-Type": "application/timestamp-reply", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(content)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
