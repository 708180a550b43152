"""Makes what is made from the rules: the router's list, the schema, and the WebAssembly that decides.

    python -m medguard.rules.build [OPA]

OPA is the ``opa`` program; unless told it is looked for on PATH, in $OPA, .tools and ~/go/bin. Run it whenever a rule, a library
or the facts have changed (``make rules``); a test compares.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from medguard.bundled import bundled
from medguard.errors import ProfileError
from medguard.rules.catalogue import LIST, STAMP, WASM, digest, read_sources
from medguard.rules.schema import schema_text

ENTRY = "medguard/main/decision"


def find_opa() -> str | None:
    """Where the opa program is, if it is anywhere."""
    home = bundled("rego").parent
    places = (os.environ.get("OPA"), shutil.which("opa"), home / ".tools/opa", Path.home() / "go/bin/opa")
    return next((str(place) for place in places if place and Path(place).is_file()), None)


def router_list(sources: Mapping[PurePosixPath, str]) -> str:
    """``rules.rego``: one line a rule, and one for each that says its own first day.

    A walk over data.medguard.rules cannot be planned ahead for WebAssembly; hence the list.
    """
    lines = ["# Made by medguard.rules.build; do not edit.", "package medguard.main", ""]
    for path, source in sorted(sources.items()):
        if path.is_relative_to("medguard/rules") and not path.name.endswith("_test.rego"):
            package = ".".join(path.parent.parts)
            rule = str(path.parent.relative_to("medguard/rules"))
            lines += [f'verdicts["{rule}"] := data.{package}.verdict', ""]
            if "\nstarts :=" in source or "\ndefault starts :=" in source:
                lines += [f'starts["{rule}"] := data.{package}.starts', ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def compile_wasm(opa: str, modules: Mapping[str, str]) -> bytes:
    """What ``opa build -t wasm`` makes of these modules; the same bytes for the same modules and the same opa."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        for name, source in modules.items():
            path = root / "bundle" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")
        made = root / "made.tar.gz"
        # The bundle's folder is named relatively: its name would stand in the file.
        command = [opa, "build", "-t", "wasm", "-e", ENTRY, "-o", str(made), "."]
        run = subprocess.run(command, cwd=root / "bundle", capture_output=True, text=True, check=False)  # noqa: S603  our own arguments
        if run.returncode:
            raise ProfileError(
                f"the rules do not compile: {(run.stderr + run.stdout).strip()[:2000]}",
                remedy="Mend them; opa check --strict says more.",
            )
        with tarfile.open(made) as bundle:
            member = bundle.extractfile("/policy.wasm")
            if member is None:
                raise ProfileError("opa build made no policy.wasm", remedy="Use OPA 1.22.2.")
            return member.read()


def stamp(modules: Mapping[str, str], wasm: bytes, version: str) -> str:
    """What the WebAssembly was made from."""
    about = {
        "modules_sha256": digest(modules.items()),
        "wasm_sha256": hashlib.sha256(wasm).hexdigest(),
        "made_with": version,
    }
    return json.dumps(about, indent=2) + "\n"


def build(root: Path, opa: str) -> None:
    """Make all three in a rego folder. Raises ProfileError if the rules do not compile."""
    (root / "schemas").mkdir(exist_ok=True)
    (root / "schemas/input.json").write_text(schema_text(), encoding="utf-8")
    (root / LIST).write_text(router_list(read_sources(root)), encoding="utf-8")
    modules = {str(path): source for path, source in read_sources(root).items() if not path.name.endswith("_test.rego")}
    wasm = compile_wasm(opa, modules)
    version = subprocess.run([opa, "version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]  # noqa: S603
    (root / WASM).write_bytes(wasm)
    (root / STAMP).write_text(stamp(modules, wasm, version), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Make all three, in place."""
    opa = arguments[0] if arguments else find_opa()
    if not opa:
        sys.stderr.write("no opa program found: go install github.com/open-policy-agent/opa@v1.22.2\n")
        return 1
    try:
        build(bundled("rego"), opa)
    except ProfileError as error:
        sys.stderr.write(f"{error}\n{error.remedy}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
