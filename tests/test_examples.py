"""Every example runs, as its reader would run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from medguard.testing import ScriptedModel

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(example, tmp_path):
    environment = {**os.environ, "MEDGUARD_DATABASE": f"sqlite:///{tmp_path / 'ledger.db'}"}
    with ScriptedModel(lambda _body: "Dear [NAME_1], all is well. ([EMAIL_1])") as model:
        command = [sys.executable, str(example), model.url]
        result = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
        assert result.returncode == 0, result.stderr
        assert "Margaret Thornbury" in result.stdout
        assert "Thornbury" not in b"".join(received.body for received in model.received).decode()
