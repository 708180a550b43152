"""A server in this process on small parts, a server as a process, and certificates."""

import contextlib
import datetime as dt
import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from medguard.proxy import create_app
from medguard.serving.door import Door, config_of
from medguard.serving.shift import Watch
from parts import small_guard

NAME = "Margaret Thornbury"
BODY = {"model": "m", "messages": [{"role": "user", "content": f"Patient: {NAME}\nMRN: 48213907"}]}
PATIENCE = 120
"""Seconds that a slow machine may take."""


# ── in this process ──────────────────────────────────────────────────────────────────────────────────────────────────


class Sidecar:
    def __init__(self, watch, door, url, guards):
        self.watch, self.door, self.url, self.guards = watch, door, url, guards

    def post(self, **more):
        return httpx2.post(f"{self.url}/v1/chat/completions", json=BODY, timeout=PATIENCE, trust_env=False, **more)

    def get(self, path):
        return httpx2.get(self.url + path, timeout=PATIENCE, trust_env=False)


@contextlib.contextmanager
def serving(folder, model, *, opens=None, most_at_once=10, grace=10.0, linger=0.0):
    """The whole of a worker but its process: the watch around the sidecar's app, behind the door."""
    guards = []

    def opened():
        guard = small_guard(folder, new_id=lambda: uuid.uuid4().hex)
        guards.append(guard)
        return guard

    first = opened()
    watch = Watch(first, opens or opened, lambda guard: create_app(guard, model), most_at_once=most_at_once)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        ready = threading.Event()
        door = Door(
            config_of(watch, most_at_once=most_at_once, grace_seconds=grace),
            leaves=lambda: setattr(watch, "leaving", True),
            serves=ready.set,
            linger_seconds=linger,
        )
        thread = threading.Thread(target=door.run, kwargs={"sockets": [listener]}, daemon=True)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.start()
        assert ready.wait(PATIENCE)
        try:
            yield Sidecar(watch, door, url, guards)
        finally:
            door.leave(linger=False)
            thread.join(PATIENCE)
            assert not thread.is_alive()


def until(true, what="it"):
    """Wait until it is true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"{what} did not come to be"
        time.sleep(0.02)


def in_thread(work, *arguments):
    """The thread, and a list that holds what the work gives when it is done."""
    done = []
    thread = threading.Thread(target=lambda: done.append(work(*arguments)), daemon=True)
    thread.start()
    return thread, done


# ── as a process ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Program:
    """``medguard serve``, and the lines that it has logged so far."""

    def __init__(self, *options):
        environment = {"LC_ALL": "C.UTF-8", "MEDGUARD_DATABASE": "", "MEDGUARD_UPSTREAM": "", "MEDGUARD_TRACES": ""}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "medguard", "serve", "--log", "json", *map(str, options)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
            text=True,
        )
        self.lines = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stderr:
            self.lines.append(line)

    def events(self, name):
        return [line for line in map(_parsed, list(self.lines)) if line.get("event") == name]

    def wait_for(self, name, times=1):
        until(lambda: len(self.events(name)) >= times or self.process.poll() is not None, f"{times} {name}")
        assert len(self.events(name)) >= times, self.lines
        return self.events(name)[times - 1]

    def tell(self, number):
        self.process.send_signal(number)

    def code(self):
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code


def _parsed(line):
    try:
        return json.loads(line)
    except ValueError:
        return {}


@contextlib.contextmanager
def program(*options):
    running = Program("--listen", "127.0.0.1:0", *options)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.tell(signal.SIGKILL)
        running.code()
        running.process.stderr.close()


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


# ── certificates ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Authority:
    """Signs certificates in a folder."""

    def __init__(self, folder, name="ca"):
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = folder / f"{name}.pem"
        made = _builder(self._name, self._name, self._key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        self.file.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def certificate(self, name):
        """The files of a certificate for this machine and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = _builder(subject, self._name, key.public_key()).add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        certificate, secret = self._folder / f"{name}.crt", self._folder / f"{name}.key"
        certificate.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return certificate, secret


def _builder(subject, issuer, key):
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
    )
