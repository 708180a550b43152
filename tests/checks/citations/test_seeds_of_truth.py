"""One reply with an invented, a mismatched, a retracted and a real reference, all the way: an index that the command line built of
MEDLINE XML, a profile in a file, the sidecar behind uvicorn, a model behind HTTP, and the record as ``medguard audit show`` shows it."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
import uvicorn
import yaml
from typer.testing import CliRunner

from medguard.audit import verify
from medguard.bundled import bundled
from medguard.cli import app as command_line
from medguard.guard import Guard
from medguard.proxy import create_app
from medguard.testing import ScriptedModel, chunks, completion

SOURCE = Path(__file__).parent / "seeds.medline.xml"
REAL = "Zinman B, Wanner C, Lachin JM, et al. Empagliflozin, cardiovascular outcomes, and mortality in type 2 diabetes. N Engl J Med. 2015;373(22):2117-28. doi:10.1056/NEJMoa1504720"
MISMATCHED = "McMurray JJV, Solomon SD, Inzucchi SE, et al. Dapagliflozin in patients with heart failure and reduced ejection fraction. N Engl J Med. 2019;381(21):1995-2008. PMID: 26378978"
RETRACTED = "Wakefield AJ, Murch SH, Anthony A, et al. Ileal-lymphoid-nodular hyperplasia, non-specific colitis, and pervasive developmental disorder in children. Lancet. 1998;351(9103):637-41."
INVENTED = "Halvorsen T, Adeyemi K, Brandt L. Nocturnal empagliflozin and the recovery of olfactory function in nurses. N Engl J Med. 2018;379(4):311-20. doi:10.1056/NEJMoa1899999"
WORDS = (
    f"SGLT2 inhibitors lower cardiovascular mortality.\n\nReferences\n1. {INVENTED}\n2. {MISMATCHED}\n3. {RETRACTED}\n4. {REAL}\n",
    f"SGLT2抑制剂可降低心血管死亡。\n\n参考文献\n[1] {INVENTED}\n[2] {MISMATCHED}\n[3] {RETRACTED}\n[4] {REAL}\n",
)
VERDICTS = ["fabricated", "mismatched", "retracted", "verified"]


def medguard(*arguments):
    said = CliRunner(env={"LC_ALL": "", "LC_MESSAGES": "", "LANG": "C.UTF-8", "COLUMNS": "300"}).invoke(
        command_line, [str(one) for one in arguments]
    )
    assert said.exit_code == 0, said.output
    return said.stdout


def profile_in(folder, level):
    """The hospital's profile, with the check on."""
    index = folder / "works.db"
    medguard("library", "citations", "build", SOURCE, "--index", index, "--covers", "everything")
    profile = yaml.safe_load((bundled("policies") / "hospital.yaml").read_text("utf-8"))
    profile["name"] = "seeds"
    profile["database"] = f"sqlite:///{folder / 'ledger.db'}"
    profile["checks"]["citations"] = {"timeout_seconds": 60, "index": str(index)}
    profile["rules"]["checks/citations_verified"] = level
    path = folder / "seeds.yaml"
    path.write_text(yaml.safe_dump(profile, allow_unicode=True), "utf-8")
    return path


@contextmanager
def sidecar(profile, words):
    def script(body):
        return chunks(words, 40) if body.get("stream") else completion(words)

    with ScriptedModel(script) as model, Guard.open(str(profile)) as guard, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(guard, model.url), log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield guard, f"http://127.0.0.1:{listener.getsockname()[1]}/v1/chat/completions"
        finally:
            server.should_exit = True
            thread.join(20)


def ask(url, *, stream=False):
    body = {"model": "m", "stream": stream, "messages": [{"role": "user", "content": "Which trials support this?"}]}
    return httpx2.post(url, json=body, timeout=120, trust_env=False)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("words", WORDS, ids=["en", "zh"])
def test_each_of_four_references_gets_its_verdict_and_the_record_its_evidence(tmp_path, words, stream):
    profile = profile_in(tmp_path, "warn")
    with sidecar(profile, words) as (guard, url):
        response = ask(url, stream=stream)
        assert response.status_code == 200, response.text
        assert verify(guard.ledger.engine).ok

    [listed] = json.loads(medguard("audit", "list", "--outcome", "answered", "--profile", profile, "--json"))
    shown = json.loads(medguard("audit", "show", listed["position"], "--profile", profile, "--json"))["exchange"]
    found = [one for one in shown["findings"] if one["check"] == "citations" and one["kind"] != "unsupported"]
    found.sort(key=lambda one: int(one["evidence"]["start"]))
    assert [one["kind"] for one in found] == VERDICTS
    invented, mismatched, retracted, real = (one["evidence"] for one in found)
    assert (invented["said"], [name for name in invented if name.startswith("nearest")]) == ("doi", [])
    assert mismatched["said"] == "pmid"
    assert {"title", "authors", "pmid"} <= set(mismatched["differs"].split(","))
    assert mismatched["nearest_pmid"] == "31535829", "the work that was meant is named"
    assert (retracted["nearest_pmid"], retracted["standing"]) == ("9500320", "retracted")
    assert (real["nearest_pmid"], real["nearest_year"]) == ("26378978", "2015")
    [ruling] = [
        one
        for decision in shown["decisions"]
        for one in decision["rulings"]
        if one["rule"] == "checks/citations_verified" and one["status"] != "not_applicable"
    ][-1:]
    assert (ruling["status"], ruling["effect"], ruling["why"]) == ("fail", "warn", "fabricated")
    record = json.dumps(shown)
    assert not [word for word in ("Halvorsen", "olfactory", "Zinman", "Wakefield") if word in record], "no words"

    table = medguard("audit", "show", listed["position"], "--profile", profile)
    assert [kind for kind in VERDICTS if kind not in table] == []


def test_where_the_profile_denies_nothing_is_released(tmp_path):
    profile = profile_in(tmp_path, "deny")
    with sidecar(profile, WORDS[0]) as (_guard, url):
        response = ask(url)
    assert response.status_code != 200
    assert "Halvorsen" not in response.text
    assert "checks/citations_verified" in response.text


def test_the_real_one_alone_passes(tmp_path):
    profile = profile_in(tmp_path, "deny")
    with sidecar(profile, f"It lowers mortality.\n\nReferences\n1. {REAL}\n") as (_guard, url):
        response = ask(url)
    assert response.status_code == 200, response.text
