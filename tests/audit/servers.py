"""A PostgreSQL of our own, in a folder that is thrown away, which may be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

BIN = next((path for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


class Server:
    """Listens on a Unix socket only; it refuses to run as root, so there it runs as ``postgres``."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="medguard-pg-"))
        self.data = self.folder / "data"
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._as_user:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-U", "medguard", "--no-sync")
        self.start()

    def _run(self, program, *options):
        # Not captured: the server inherits the pipe and would keep it open.
        command = [*self._as_user, str(BIN / program), "-D", str(self.data), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)

    def start(self):
        options = f"-k {self.folder} -c listen_addresses="
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self):
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def kill(self):
        """``kill -9`` for the postmaster and every process that it has started, as a crash of the machine would."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGSTOP)  # so that it starts no more while we look
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in (postmaster, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(_alive(process) for process in (postmaster, *map(int, children))):
            time.sleep(0.01)
        # Nobody may have collected the dead yet, and while they have a number the next server would take these for a living one's.
        for left in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*.lock")):
            left.unlink(missing_ok=True)

    def database(self, like=None):
        """The URL of a new database, empty or a copy."""
        name = f"l{uuid.uuid4().hex}"
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            template = f" TEMPLATE {make_url(like).database}" if like else ""
            connection.execute(text(f"CREATE DATABASE {name}{template}"))
        engine.dispose()
        return self.url(name)

    def url(self, name):
        return f"postgresql+psycopg://medguard@/{name}?host={self.folder}"

    def close(self):
        self.stop()
        shutil.rmtree(self.folder)


def _alive(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
