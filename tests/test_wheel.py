"""The wheel, installed where nothing else is, runs the demo."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HALF_OF_A_REGISTRYS_LIMIT = 50_000_000


def ran(*command, cwd, **more):
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=600, check=False, **more)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    ran(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), cwd=ROOT)
    (built,) = folder.glob("medguard_gateway-*.whl")
    return built


def test_policies_rego_and_migrations_travel_in_the_wheel(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("policies", "rego", "migrations"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert f"medguard/_bundled/{file.relative_to(ROOT)}" in names
    assert "medguard/demo/admission_note.txt" in names
    assert "medguard/py.typed" in names
    assert wheel.stat().st_size < HALF_OF_A_REGISTRYS_LIMIT


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_installed_where_nothing_else_is_it_runs_the_demo(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=False)
    python = str(tmp_path / "env/bin/python")
    # The pip that is here installs there: one that is made for the occasion costs as much as a part of the packages.
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check")
    ran(*pip, "--require-hashes", "-r", str(ROOT / "requirements/run.txt"), cwd=tmp_path)
    ran(*pip, "--no-deps", str(wheel), cwd=tmp_path)
    where = ran(python, "-c", "import medguard; print(medguard.__file__)", cwd=tmp_path)
    assert where.startswith(str(tmp_path))
    shown = ran(str(tmp_path / "env/bin/medguard"), "demo", cwd=tmp_path)
    assert "Everything held." in shown
