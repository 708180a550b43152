"""A witness, honest unless told otherwise, and a sidecar's share of publishing. Run as a program: ``publish_samples.py URL FILE [ROUNDS]``."""

import base64
import hashlib
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from audit_samples import sample
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medguard.audit import open_ledger
from medguard.audit.merkle import EMPTY_ROOT, ProofError, check_consistency
from medguard.audit.notes import NoteError, claimed_checkpoint, read_checkpoint
from medguard.audit.publish import Publisher


class Witness:
    """C2SP tlog-witness, by the letter: what it saw last is in a file before it answers."""

    def __init__(self, folder, trusted, *, name="witness.test/w1"):
        self.name, self.trusted, self.state = name, {one.name: one for one in trusted}, Path(folder) / "witness.json"
        self._key = Ed25519PrivateKey.generate()
        public = b"\x04" + self._key.public_key().public_bytes_raw()
        self.hint = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        self.key = f"{name}+{self.hint.hex()}+{base64.b64encode(public).decode()}"
        self.asked, self.statuses = [], []
        self.fault = None
        """Given a request's body, answers in its place: status and body, or None."""
        self.port = 0
        self.lock = threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/w1"

    def last(self):
        """Size and root of what it signed last."""
        return json.loads(self.state.read_text()) if self.state.exists() else {}

    def answer(self, body):
        above, _, note = body.partition("\n\n")
        first, *lines = above.split("\n")
        word, old = first.split(" ")
        assert word == "old"
        assert str(int(old)) == old
        assert len(lines) <= 63
        # 1. the log is known, and has signed
        origin = note.split("\n", 1)[0]
        if origin not in self.trusted:
            return 404, b"unknown log\n"
        try:
            now = read_checkpoint(note, [self.trusted[origin]])
        except NoteError:
            return 403, b"no signature of this log\n"
        if int(old) > now.size:
            return 400, b"old is larger\n"
        with self.lock:
            # 2. it goes on from where we were
            size, root = self.last().get(origin, (0, EMPTY_ROOT.hex()))
            if int(old) != size or (size == now.size and root != now.root.hex()):
                return 409, b"%d\n" % size
            try:
                proof = [base64.b64decode(line, validate=True) for line in lines]
                check_consistency(size, bytes.fromhex(root), now.size, now.root, proof)
            except ProofError:
                return 422, b"no proof\n"
            # 3. remembered, then signed
            self.state.write_text(json.dumps({**self.last(), origin: (now.size, now.root.hex())}))
        return 200, self.line(note).encode()

    def line(self, note, seconds=None):
        seconds = int(time.time()) if seconds is None else seconds
        text = note.rpartition("\n\n")[0] + "\n"
        signature = self._key.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
        return f"\u2014 {self.name} {base64.b64encode(self.hint + seconds.to_bytes(8, 'big') + signature).decode()}\n"

    def __enter__(self):
        witness = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                witness.asked.append((self.path, dict(self.headers), body))
                status, content = (witness.fault and witness.fault(body)) or witness.answer(body)
                witness.statuses.append(status)
                self.send_response(status)
                self.send_header("Content-Type", "text/x.tlog.size" if status == 409 else "text/plain")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
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


def publish(url, file, rounds):
    """What one sidecar of several does."""
    with open_ledger(url, busy_seconds=60) as ledger:
        publisher = Publisher(ledger, Path(file), [], seconds=3600)
        for _ in range(rounds):
            ledger.append(sample())
            publisher.look()
            sys.stdout.write(f"{claimed_checkpoint(publisher._note).size}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    publish(sys.argv[1], sys.argv[2], int(sys.argv[3]) if sys.argv[3:] else 1_000_000)
