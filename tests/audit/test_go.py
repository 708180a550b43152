"""Go's own transparency log (golang.org/x/mod/sumdb), which shares no line with ours, finds our tiles, proofs and checkpoints right."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from audit_samples import sample

from medguard.audit import open_ledger, read_signer
from medguard.audit.database import reading
from medguard.audit.merkle import TILE_WIDTH
from medguard.audit.notes import new_signer
from medguard.audit.proofs import prove, prove_consistency
from medguard.audit.tree import StoredHashes

GO = shutil.which("go") or next((path for path in ("/usr/local/go/bin/go",) if os.access(path, os.X_OK)), None)
SOURCE = Path(__file__).with_name("go")
SIZE, SIZES = 600, (1, 2, 255, 256, 257, 511, 512, 600)

pytestmark = pytest.mark.skipif(GO is None, reason="no Go: nothing but our own code has checked our proofs")


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The verifier, built from pinned sources."""
    made = tmp_path_factory.mktemp("go") / "check"
    built = subprocess.run(
        [GO, "build", "-mod=readonly", "-o", made, "."], cwd=SOURCE, capture_output=True, text=True, check=False
    )
    if built.returncode and any(word in built.stderr for word in ("dial tcp", "no such host", "connect: ")):
        pytest.skip(
            "golang.org/x/mod is not in Go's cache, and its proxy is not reached: nothing but our own code has checked our proofs"
        )
    assert built.returncode == 0, built.stderr
    return made


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A folder as an auditor who trusts nobody has it."""
    folder = tmp_path_factory.mktemp("given")
    url = f"sqlite:///{tmp_path_factory.mktemp('log')}/ledger.db"
    notes = {}
    with open_ledger(url) as ledger:
        for n in range(1, SIZE + 1):
            ledger.append(sample(reason="三尖瓣" if n % 3 else ""))
            if n in SIZES:
                notes[n] = ledger.checkpoint()
    for n, note in notes.items():
        (folder / f"{n}.checkpoint").write_text(note)
        (folder / f"{n}.consistency").write_text(prove_consistency(url, note))
        (folder / f"{n}.tlog-proof").write_text(prove(url, n))
    with reading(url) as connection:
        stored = StoredHashes(connection)
        for level, count in ((0, SIZE), (1, SIZE // TILE_WIDTH)):
            for number, first in enumerate(range(0, count, TILE_WIDTH)):
                width = min(TILE_WIDTH, count - first)
                file = (
                    folder / f"tile/8/{level}/{number:03}"
                    if width == TILE_WIDTH
                    else folder / f"tile/8/{level}/{number:03}.p/{width}"
                )
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(b"".join(stored.hashes(level, first, width)))
    return folder


def check(program, key, folder):
    done = subprocess.run([program, key, folder], capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout or done.stderr).strip()


def test_go_finds_all_of_it_right(program, given):
    assert check(program, read_signer().verifier.text, given) == (0, f"{3 * len(SIZES)} {SIZE}")


def test_go_finds_what_was_changed(program, given, tmp_path):
    key = read_signer().verifier.text
    for file in (
        "600.checkpoint",
        "257.tlog-proof",
        "512.consistency",
        "tile/8/0/000",
        "tile/8/0/002.p/88",
        "tile/8/1/000.p/2",
    ):
        copy = tmp_path / file.replace("/", "-")
        shutil.copytree(given, copy)
        raw = bytearray((copy / file).read_bytes())
        raw[60] ^= 1
        (copy / file).write_bytes(raw)
        assert check(program, key, copy)[0] == 1, file
    assert check(program, new_signer(read_signer().name).verifier.text, given)[0] == 1
