"""A house's own rules beside ours: read anew when they change, and never replaced by rules that do not compile or fail their tests.

    /etc/medguard/rules/no_dosing/no_dosing.rego        package medguard.rules.house.no_dosing, with METADATA
    /etc/medguard/rules/no_dosing/no_dosing_test.rego   its test

A rule's id is ``house/no_dosing``; its level is what its METADATA says, unless the profile says otherwise. Compiling needs the ``opa`` program.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from medguard import log
from medguard.bundled import bundled
from medguard.errors import ProfileError
from medguard.rules.catalogue import STAMP, WASM, Catalogue, read_catalogue
from medguard.rules.engine import RegoRules
from medguard.types import Decision, Facts, Level

_HOUSE = "medguard/rules/house"
_LONGEST_TEST = 60
"""Seconds."""


def read_with_house(folder: Path) -> Catalogue:
    """Our rules and those of ``folder``, compiled together and tested. Raises ProfileError, naming the file and what is wrong."""
    from medguard.rules.build import build, find_opa  # noqa: PLC0415  it is also run as a program

    opa = find_opa()
    if opa is None:
        raise ProfileError(
            "house_rules needs the opa program, and there is none.",
            remedy="Put opa on the PATH, or name it in the environment variable OPA.",
            remedy_zh="house_rules 需要 opa 程序。请将 opa 加入 PATH，或通过环境变量 OPA 指定。",
        )
    if not folder.is_dir():
        raise ProfileError(
            f"{folder}: no such folder for house_rules.",
            remedy="Make it, with one folder a rule, or leave house_rules out.",
            remedy_zh="house_rules 所指目录不存在。请创建该目录（每条规则一个子目录），或删除该配置。",
        )
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "rego"
        shutil.copytree(bundled("rego"), root)
        for made in (WASM, STAMP):
            (root / made).unlink(missing_ok=True)
        shutil.copytree(folder, root / _HOUSE)
        read_catalogue(root)  # METADATA first: its errors name the field
        build(root, opa)
        catalogue = read_catalogue(root)
        _test(opa, root, {rule.package for rule in catalogue.rules.values() if rule.id.startswith("house/")})
        return catalogue


def _test(opa: str, root: Path, packages: set[str]) -> None:
    command = [opa, "test", "--verbose", "--run", r"medguard\.rules\.house", str(root)]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_TEST, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        said, passed = "they did not end", False
    else:
        said, passed = run.stdout.replace(f"{root}/", ""), run.returncode == 0
    if passed and (silent := [name for name in sorted(packages) if f"data.{name}_test.test_" not in said]):
        said, passed = f"{silent[0]}_test tests nothing", False
    if not passed:
        raise ProfileError(
            f"The tests of house_rules fail: {said.strip()[-1000:]}",
            remedy="Mend the rule or its test: opa test -v",
            remedy_zh="本机构规则的测试未通过。请修改规则或测试：opa test -v",
        )


class HouseRules:
    """Ours and a house's, at a profile's levels; satisfies ``medguard.types.Rules``. What is new is swapped in between two decisions.

    ``problem`` says why what stands in the folder now is not what decides.
    """

    def __init__(self, folder: Path, levels: Mapping[str, Level], *, seconds: float) -> None:
        """Raises ProfileError if the rules do not work at the start: then there is nothing older to fall back on."""
        self._folder, self._levels = folder, levels
        self.problem = ""
        self._seen = _state(folder)
        self._current, self.catalogue = self._opened()
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, args=(seconds,), name="medguard-house-rules", daemon=True)
        self._watcher.start()

    @property
    def bundle(self) -> str:
        """Digest of the rules that decide now."""
        return self._current.bundle

    @property
    def levels(self) -> dict[str, Level]:
        """The levels of the rules that decide now."""
        return self._current.levels

    def decide(self, facts: Facts) -> Decision:
        """As ``RegoRules``; the levels are the profile's, and for a house rule that it does not name, the rule's own."""
        current = self._current  # one reference for the whole decision
        return current.decide(replace(facts, levels=current.levels))

    def check_ready(self) -> None:
        """As ``RegoRules``: whatever stands in the folder now, older rules that work decide on."""
        self._current.check_ready()

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()
        self._watcher.join()

    def look(self) -> None:
        """See whether the folder has changed, and take what is there if it works."""
        state = _state(self._folder)
        if state == self._seen:
            return
        self._seen = state
        try:
            current, catalogue = self._opened()
            gone = {rule for rule in self.catalogue.rules if rule.startswith("house/")} - set(catalogue.rules)
            if gone:
                self.problem = f"{', '.join(sorted(gone))}: no longer there; a rule goes only with a restart"
            else:
                self._current, self.catalogue, self.problem = current, catalogue, ""
        except ProfileError as error:
            self.problem = str(error)
        except Exception as error:  # noqa: BLE001  a folder that is being written may be anything
            self.problem = type(error).__name__
        log.event(log.Event.RULES_CHANGED, taken=not self.problem, bundle=log.Word(self.bundle[:16]))

    def _opened(self) -> tuple[RegoRules, Catalogue]:
        catalogue = read_with_house(self._folder)
        own = {rule.id: rule.default_level for rule in catalogue.rules.values() if rule.id.startswith("house/")}
        return RegoRules(catalogue, {**own, **self._levels}), catalogue

    def _watch(self, seconds: float) -> None:
        while not self._stop.wait(seconds):
            self.look()


def _state(folder: Path) -> str:
    """Names, sizes and contents: a file that was written in place keeps its name, and may keep its time."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.rego")):
        try:
            total.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
        except OSError:  # it is just being replaced; the next look sees it
            total.update(b"?")
    return total.hexdigest()
