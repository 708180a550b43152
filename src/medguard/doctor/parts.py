"""The profile and what it needs: keys, models, rules; and one exchange with all of them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from medguard.audit import read_signer, state_folder
from medguard.audit.log_key import KEY_FILE, KEY_VARIABLE
from medguard.bundled import bundled
from medguard.doctor.seen import Seen, doubt, ill, well
from medguard.guard import detector_of, prepare
from medguard.keys import KEY_VARIABLE as SECRET_VARIABLE
from medguard.profile import Profile, read_profile
from medguard.types import ClearText, Passage

EXCHANGE_SECONDS: Final = 180.0


def of_profile(name: str, read: list[Profile]) -> Iterator[Seen]:
    """Whether it loads and its rules decide; ``read`` gets it."""
    settings = read_profile(name)
    read.append(settings)
    on = sum(level != "off" for level in settings.levels.values())
    yield well("profile", f"{settings.name} loads, with {on} rules", f"{settings.name} 可加载，启用 {on} 条规则")
    prepared = prepare(settings)
    try:
        prepared.rules.check_ready()
    finally:
        prepared.rules.close()
    yield well("rules", "they decide", "规则引擎可用")


def of_models(settings: Profile) -> Iterator[Seen]:
    """Whether they are whole (each loader compares its hash) and find what they must."""
    began = time.monotonic()
    detector = detector_of(settings)
    took = time.monotonic() - began
    for language, language_zh, words in _NOTES:
        [found] = detector.spans([Passage(ClearText(words))])
        if not any(span.kind == "NAME" for span in found):
            yield ill(
                "models", f"No name is found in a note in {language}.", f"未能在{language_zh}样例中识别姓名。",
                "Look at phi.models and phi.threshold in the profile, or install medguard again.", "请检查配置中的 phi.models 与 phi.threshold，或重新安装 medguard。",
            )  # fmt: skip
            return
    yield well(
        "models",
        f"whole, loaded in {took:.1f} seconds, names found in English and Chinese",
        f"完整，{took:.1f} 秒加载，可识别中英文姓名",
    )


_NOTES: Final = (
    ("English", "英文", "Patient: Margaret Thornbury, MRN 48213907, seen by Dr. Alan Whitcombe."),
    ("Chinese", "中文", "患者姓名：李秀英，住院号 48213907，主治医师王建国。"),
)


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def of_keys(settings: Profile) -> Iterator[Seen]:
    """Whether they are there, and nobody else may read them."""
    own = state_folder() / KEY_FILE
    if not os.environ.get(KEY_VARIABLE, "").strip() and settings.ledger.key_file is None and not own.exists():
        yield doubt(
            "log key", f"None yet: the first start makes one at {own}, beside the ledger it signs.", f"尚无日志签名密钥：首次启动时会在 {own} 生成，与账本放在一起。",
            f"Make one with `medguard audit key NAME --out FILE` and keep it where the database's administrator cannot read it; give it in {KEY_VARIABLE} or ledger.key_file.",
            f"请用 `medguard audit key 名称 --out 文件` 生成密钥，存放于数据库管理员无法读取之处，并通过 {KEY_VARIABLE} 或 ledger.key_file 提供。",
        )  # fmt: skip
    else:
        signer = read_signer(settings.ledger.key_file, make=False)
        yield well("log key", f"signs as {signer.name}", f"以 {signer.name} 签名")
    files = {
        "ledger.key_file": settings.ledger.key_file,
        "phi.key_file": settings.phi.key_file,
        "marks.key_file": settings.marks.key_file if settings.marks else None,
        "this user's log key": str(own) if own.exists() else None,
    }
    open_to_others = [
        name for name, file in files.items() if file is not None and _open_to_others(Path(file).expanduser())
    ]
    if open_to_others:
        yield ill(
            "key files", f"Others on this machine may read or change: {', '.join(open_to_others)}.", f"本机其他用户可读写密钥文件：{'、'.join(open_to_others)}。",
            "chmod 600 each, owned by the user that medguard runs as.", "请对其执行 chmod 600，并归 medguard 运行用户所有。",
        )  # fmt: skip
    named = [variable for variable in (KEY_VARIABLE, SECRET_VARIABLE) if os.environ.get(variable)]
    if named:
        yield doubt(
            "key files", f"Keys stand in the environment ({', '.join(named)}), which this user's other processes may read.", f"密钥位于环境变量（{'、'.join(named)}），同一用户的其他进程可读取。",
            "Where you can, name a file of mode 600 in the profile.", "如可行，请在配置中改用权限为 600 的文件。",
        )  # fmt: skip


_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def _open_to_others(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & _OTHERS)
    except OSError:
        return False  # who needs it says that it is not there


# ── one exchange ─────────────────────────────────────────────────────────────────────────────────────────────────────


def of_exchange(name: str, settings: Profile) -> Iterator[Seen]:
    """One exchange from end to end under this profile, in a process, a database and a key that are thrown away."""
    with tempfile.TemporaryDirectory(prefix="medguard-doctor-") as folder:
        copy = Path(folder) / f"{settings.name}.yaml"
        copy.write_text(yaml.safe_dump(_without_effects(name), allow_unicode=True), "utf-8")
        said = _tried(copy, folder)
    match said.get("outcome"):
        case "answered" | "amended" | "held":
            yield well(
                "exchange",
                f"one went through: {said['outcome']}, recorded, and the log verifies",
                f"试行一次交换成功：{said['outcome']}，已记录，日志核验通过",
            )
        case "blocked":
            yield doubt(
                "exchange", f"The rule {said['reason']} blocks a plain question under this profile. It was recorded.", f"在此配置下，规则 {said['reason']} 阻止了一个普通问题，已记录。",
                "If applications send no more than a question, they will be blocked too; see: medguard rules show", "如应用仅发送问题，也会被阻止；参见：medguard rules show",
            )  # fmt: skip
        case _:
            yield ill(
                "exchange", f"One exchange failed ({said.get('reason', 'no word')}).", f"试行一次交换失败（{said.get('reason', '无信息')}）。",
                "Mend what stands above, and run this again.", "请先解决上述问题后再次运行。",
            )  # fmt: skip


_EFFECTS: Final = {"review": None, "bundles": None, "database": None, "ledger": None}
"""What would reach outside the folder: held replies, kept rules, checkpoints, witnesses, keys."""


def _without_effects(name: str) -> dict[str, Any]:
    file = Path(name) if name.endswith(".yaml") else bundled("policies") / f"{name}.yaml"
    document = yaml.safe_load(file.read_text("utf-8"))
    return {key: value for key, value in document.items() if key not in _EFFECTS}


def _tried(profile: Path, folder: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in {KEY_VARIABLE, "MEDGUARD_DATABASE"}}
    try:
        done = subprocess.run(  # noqa: S603  ourselves
            [sys.executable, "-P", "-m", "medguard.doctor.exchange", str(profile), f"sqlite:///{folder}/ledger.db"],
            env={**kept, "XDG_STATE_HOME": folder},
            capture_output=True,
            timeout=EXCHANGE_SECONDS,
            check=False,
        )
        said: dict[str, str] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"reason": "timeout"}
    except ValueError:
        return {"reason": "crash"}
    return said
