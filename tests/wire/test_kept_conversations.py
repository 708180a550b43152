"""A conversation that the provider keeps is gone on with under the same table: nobody is ever called by somebody else's name."""

from __future__ import annotations

import json

import openai
import pytest
from test_openai_sdk import MODES, as_stream
from test_responses import message, response, streamed

from medguard.bundled import bundled
from medguard.errors import GuardError, ProfileError, WireError
from medguard.flow import Who, exchange, run
from medguard.guard import conversations_of
from medguard.keys import Key
from medguard.phi import StandInTable
from medguard.phi.conversations import Conversations
from medguard.phi.vault import Vault
from medguard.profile import read_profile
from medguard.proxy import create_app
from medguard.testing import ListLedger, ScriptedModel
from medguard.types import Answer, ClearText, Passage, Span
from medguard.wire import JsonWire
from medguard.wire.openai import Responses
from parts import parts, small_guard
from test_proxy import serving

KEY = Key(bytes(range(32)))
WIRE = JsonWire(Responses())


class Clock:
    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def kept(tmp_path, clock):
    return Conversations(Vault(tmp_path / "tables", KEY, seconds=3600, clock=clock), clock=clock)


def table_of(*names, avoid=()):
    table = StandInTable([*names, *avoid])
    for name in names:
        table.hide(Passage(ClearText(name)), [Span(0, len(name), "NAME", 1.0)])
    return table


def asked_through(conversations, given, says, *, name="resp_1", who=None, store=True, ledger=None, **fields):
    """What was sent, and what the caller reads."""
    sent = []

    def ask(one):
        sent.append(json.loads(one.content))
        return Answer(200, json.dumps(response(message(says), id=name, store=store)).encode())

    whole = parts(conversations=conversations, ledger=ledger or ListLedger())
    body = json.dumps({"model": "gpt-5", "input": given, **fields}).encode()
    released = run(exchange(body, WIRE, whole, door="wrap", who=who or Who()), ask)
    return sent[0]["input"], json.loads(released.content)["output"][0]["content"][0]["text"]


def test_the_next_turn_goes_on_with_the_same_stand_ins(kept):
    assert asked_through(kept, "Ann Lee is ill.", "[NAME_1] rests.") == ("[NAME_1] is ill.", "Ann Lee rests.")
    second = asked_through(
        kept, "张伟 and Ann Lee?", "[NAME_2], [NAME_1].", name="resp_2", previous_response_id="resp_1"
    )
    assert second == ("[NAME_2] and [NAME_1]?", "张伟, Ann Lee.")
    third = asked_through(kept, "Who was that?", "[NAME_1], [NAME_2].", name="resp_3", previous_response_id="resp_2")
    assert third == ("Who was that?", "Ann Lee, 张伟.")


def test_two_may_go_on_from_the_same_reply_and_neither_meets_the_others_people(kept):
    asked_through(kept, "Ann Lee is ill.", "Yes.")
    left = asked_through(kept, "张伟?", "[NAME_2] and [NAME_1]", name="resp_2", previous_response_id="resp_1")
    right = asked_through(kept, 'O"Brien?', "[NAME_2] and [NAME_1]", name="resp_3", previous_response_id="resp_1")
    assert (left, right) == (("[NAME_2]?", "张伟 and Ann Lee"), ("[NAME_2]?", 'O"Brien and Ann Lee'))


@pytest.mark.parametrize("conversation", ["conv_1", {"id": "conv_1"}, {}, ""], ids=json.dumps)
def test_a_conversation_that_several_turns_share_is_refused(kept, conversation):
    with pytest.raises(WireError, match="previous_response_id"):
        asked_through(kept, "张伟?", "never said", conversation=conversation)


def test_what_the_caller_wrote_once_stands_for_nobody_later(kept):
    asked_through(kept, "What does [NAME_1] mean? Ann Lee asks.", "A name.")
    sent, read = asked_through(
        kept, "张伟?", "[NAME_1], [NAME_2], [NAME_3]", name="resp_2", previous_response_id="resp_1"
    )
    assert (sent, read) == ("[NAME_3]?", "[NAME_1], Ann Lee, 张伟")


@pytest.mark.parametrize(
    "fields",
    [
        {"previous_response_id": "resp_9"},
        {"previous_response_id": ""},
        {"previous_response_id": 13800138000},
        {"previous_response_id": ["resp_1"]},
    ],
    ids=json.dumps,
)
def test_a_conversation_that_nobody_knows_is_not_gone_on_with(kept, fields):
    asked_through(kept, "Ann Lee is ill.", "Yes.")
    ledger = ListLedger()
    with pytest.raises(WireError) as caught:
        asked_through(kept, "And 张伟?", "never said", ledger=ledger, **fields)
    assert (caught.value.code, caught.value.http_status) == ("conversation_unknown", 404)
    assert [record.outcome for record in ledger.records] == ["failed"]
    assert "resp_" not in json.dumps(ledger.records[0].document())


def test_nothing_goes_on_where_the_profile_keeps_no_tables():
    with pytest.raises(WireError, match="keeps no tables") as caught:
        asked_through(None, "And 张伟?", "never said", previous_response_id="resp_1")
    assert "phi.conversations" in caught.value.remedy
    assert "phi.conversations" in caught.value.remedy_zh


def test_another_application_does_not_find_the_table(kept):
    asked_through(kept, "Ann Lee is ill.", "Yes.", who=Who(application="ward"))
    for other in (Who(application="office"), Who()):
        with pytest.raises(WireError):
            asked_through(kept, "Who?", "never said", who=other, previous_response_id="resp_1")
    assert (
        asked_through(kept, "Who?", "[NAME_1]", who=Who(application="ward"), previous_response_id="resp_1")[1]
        == "Ann Lee"
    )


def test_who_only_says_that_it_is_an_application_does_not_find_that_ones_table(kept):
    sure, says_so = Who(application="ward-app"), Who(application="ward-app", claimed=frozenset({"application"}))
    asked_through(kept, "Ann Lee is ill.", "Yes.", who=sure)
    with pytest.raises(WireError, match="is not here"):
        asked_through(kept, "Who?", "[NAME_1]", previous_response_id="resp_1", who=says_so)
    asked_through(kept, "张伟 is ill.", "Yes.", name="resp_2", who=says_so)
    with pytest.raises(WireError, match="is not here"):
        asked_through(kept, "Who?", "[NAME_1]", previous_response_id="resp_2", who=sure)
    again = asked_through(kept, "Who?", "[NAME_1]", name="resp_3", previous_response_id="resp_2", who=says_so)
    assert again == ("Who?", "张伟")


def test_a_table_is_gone_after_its_time(kept, clock, tmp_path):
    asked_through(kept, "Ann Lee is ill.", "Yes.")
    clock.now += 3601
    with pytest.raises(WireError):
        asked_through(kept, "Who?", "never said", previous_response_id="resp_1")
    asked_through(kept, "张伟 is ill.", "Yes.", name="resp_2")
    clock.now += 3601
    asked_through(kept, "Hello", "Yes.", name="resp_3")  # and what nobody asked for is swept
    assert len(list((tmp_path / "tables").iterdir())) == 1


def test_nothing_is_kept_of_what_the_provider_does_not_keep_or_nobody_may_read(kept, tmp_path):
    asked_through(kept, "Ann Lee is ill.", "Yes.", store=False)
    with pytest.raises(Exception, match="no_leak"):
        asked_through(kept, "Ann Lee is ill.", "Write to bob@example.com")
    assert not (tmp_path / "tables").exists()


def test_the_folder_tells_nobody_anything(kept, tmp_path):
    asked_through(kept, "Ann Lee is ill.", "Yes.")
    (file,) = (tmp_path / "tables").iterdir()
    assert b"Ann" not in file.read_bytes()
    assert "resp" not in file.name
    assert repr(kept) == f"<Conversations in <Vault {tmp_path / 'tables'}>>"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(GuardError, match="damaged"):
        asked_through(kept, "Who?", "never said", previous_response_id="resp_1")


def test_a_reply_whose_table_cannot_be_kept_is_not_released(kept, tmp_path):
    (tmp_path / "tables").write_text("a file is in the way")
    ledger = ListLedger()
    with pytest.raises(GuardError):
        asked_through(kept, "Ann Lee is ill.", "Yes.", ledger=ledger)
    assert [record.outcome for record in ledger.records] == ["failed"]


def profile_with(tmp_path, words):
    text = (bundled("policies") / "hospital.yaml").read_text(encoding="utf-8")
    path = tmp_path / "hospital.yaml"
    path.write_text(text.replace("\nphi:\n", f"\nphi:\n{words}\n", 1), encoding="utf-8")
    return read_profile(str(path))


def test_a_profile_says_where_tables_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDGUARD_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    settings = profile_with(tmp_path, f"  conversations: {{folder: {tmp_path / 'tables'}, hours: 12}}")
    kept = conversations_of(settings)
    kept.keep(["resp_1"], table_of("Ann Lee"), of=None)
    assert kept.find(["resp_1"], of=None, avoid=[]).find("[NAME_1]")[0].edit.words == "Ann Lee"
    assert conversations_of(read_profile("hospital")) is None
    both = f"  conversations: {{folder: {tmp_path / 'tables'}}}\n  replace: {{NAME: surrogate}}"
    with pytest.raises(ProfileError, match="stand-ins alone"):
        conversations_of(profile_with(tmp_path, both))
    monkeypatch.delenv("MEDGUARD_KEY")
    with pytest.raises(ProfileError):
        conversations_of(settings)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_openais_own_client_goes_on_by_id(tmp_path, kept, mode, stream):
    """A server that keeps conversations, as OpenAI does: its second reply speaks of whom the first question named."""
    ids = iter(f"resp_{'0a' * 20}{number:08d}" for number in range(1, 9))

    def script(body):
        reply = response(message("[NAME_1] it was."), id=next(ids))
        return as_stream(streamed(*reply["output"], id=reply["id"])) if body.get("stream") else reply

    def ask(client, **fields):
        if not stream:
            return client.responses.create(model="gpt-5", **fields)
        with client.responses.stream(model="gpt-5", **fields) as one:
            return one.get_final_response()

    with (
        ScriptedModel(script) as model,
        small_guard(tmp_path, conversations=kept, **MODES[mode]) as guard,
        serving(create_app(guard, model.url)) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="sk-secret", max_retries=0, timeout=60) as client,
    ):
        first = ask(client, input="Ann Lee is ill.")
        second = ask(client, input="Who is ill? Not 张伟.", previous_response_id=first.id)
        assert second.output_text == "Ann Lee it was."
        sent = json.loads(model.received[1].body)
        assert (sent["previous_response_id"], sent["input"]) == (first.id, "Who is ill? Not [NAME_2].")
        with pytest.raises(openai.NotFoundError) as unknown:
            client.responses.create(model="gpt-5", input="Who?", previous_response_id=first.id.replace("1", "7"))
        assert unknown.value.code == "conversation_unknown"
