"""A stream that goes out sentence by sentence: nothing is lost, nothing is said twice, and nobody ever sees half a stand-in."""

from __future__ import annotations

import itertools
import json
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from medguard.errors import UpstreamError
from medguard.flow.measure import stand_ins_in, stand_ins_of, uncut_by
from medguard.phi import StandInTable, open_standins
from medguard.types import Answer, ClearText, Passage, Span
from medguard.wire import Chat, JsonWire, sse
from medguard.wire.sentences import ends

ASKED = JsonWire(Chat()).read(
    b'{"model": "m", "stream": true, "messages": [{"role": "user", "content": "Ann Lee, 13800138000"}]}'
)


def table_of(**replace):
    table = open_standins(replace)([])
    words = "Ann Lee, 13800138000, 张伟"
    spans = [Span(0, 7, "NAME", 1.0), Span(9, 20, "PHONE", 1.0), Span(22, 24, "NAME", 1.0)]
    table.hide(Passage(ClearText(words)), spans)
    return table


def chunk(delta, finish=None, **more):
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        **more,
    }


def stream_of(pieces):
    return [
        chunk({"role": "assistant", "content": ""}),
        *(chunk({"content": piece}) for piece in pieces),
        chunk({}, "stop"),
    ]


def bytes_of(events):
    return sse.write([*(json.dumps(event) for event in events), "[DONE]"])


def contents(written):
    """What a client puts together of a stream, as far as it has come."""
    said = ""
    for event in sse.read(written):
        if event != "[DONE]":
            for choice in json.loads(event)["choices"]:
                said += choice["delta"].get("content") or ""
    return said


class Heard:
    """Everything that happens to one stream: what went on after each chunk, and what came last."""

    def __init__(self, content, table, cuts, *, first="", last=""):
        listening = JsonWire(Chat()).listen(uncut_by(table), asked=ASKED)
        self.early, self.judged, begun = [], [], not first
        for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True):
            listening.feed(content[start:end])
            stretches = listening.stretches()
            if not any(stretch.for_people for stretch in stretches):
                continue
            if not begun:
                begun = True
                listening.begin(first)
                stretches = listening.stretches()
            self.judged += [stretch.text.words for stretch in stretches if stretch.for_people]
            edits = [[one.edit for one in stand_ins_in(stretch.text.words, table) if one.edit] for stretch in stretches]
            self.early.append(listening.release(edits))
        heard = listening.end()
        if not begun:
            heard = heard.amended(first, "")
        heard = heard.amended("", last) if last else heard
        edits = [[one.edit for one in places if one.edit] for places in stand_ins_of(heard, table)]
        self.rest = heard.written(edits, after=listening.released)
        self.whole = heard.written(edits)

    @property
    def said(self):
        return contents(b"".join(self.early) + self.rest)


TEXTS = st.lists(
    st.sampled_from(
        ["Take 2.5 mg of it", ". ", ".", "Dr. ", "[NAME_1]", " and ", "**[NAME_2]**", "[PHONE_1]", "。", "！", "请联系", "\n- ", "\n\n", "\n| a | b |\n", "? ", "https://x.org/a?n=[NAME_1]", " e.g. ", "[NAME_9]", "```\nx = 1\n```\n", "1. ", '"quoted." ', "’s"]
    ),
    min_size=1,
    max_size=14,
).map("".join)  # fmt: skip


@given(TEXTS, st.data())
@example("[NAME_1] met [NAME_2]. Call [PHONE_1]. Bye", None)
def test_whatever_the_pieces_are_the_same_is_said_and_no_stand_in_is_cut(text, data):
    table = table_of()
    draw = data.draw if data else lambda _strategy: [3, 9, 15]
    at = sorted(set(draw(st.lists(st.integers(1, max(1, len(text) - 1)), max_size=8))))
    pieces = [text[start:end] for start, end in zip([0, *at], [*at, len(text)], strict=True)]
    content = bytes_of(stream_of(pieces))
    cuts = (
        sorted(set(draw(st.lists(st.integers(0, len(content)), max_size=12))))
        if data
        else list(range(0, len(content), 7))
    )
    cuts = [cut for cut in cuts if cut <= len(content)]
    heard = Heard(content, table, cuts)
    whole = JsonWire(Chat()).hear(Answer(200, content), asked=ASKED)
    held = whole.written([[one.edit for one in places if one.edit] for places in stand_ins_of(whole, table)])
    assert heard.said == contents(held)
    assert contents(heard.whole) == contents(held)
    assert "".join(heard.judged) == text[: len("".join(heard.judged))]
    gone = re.sub(r"https://\S+", "", contents(b"".join(heard.early)))  # there they stay as they are
    for half in ("[NAME", "[PHONE", "NAME_1", "NAME_2", "PHONE_1"):
        assert half not in gone.replace("[NAME_9]", "")


def test_a_sentence_goes_as_soon_as_its_end_has_come():
    heard = Heard(bytes_of(stream_of(["Dear [NA", "ME_1]", ". Call", " soon", ". Bye"])), table_of(), [])
    assert contents(heard.early[0]) == "Dear Ann Lee. Call soon. "
    content = bytes_of(stream_of(["Dear [NA", "ME_1]", ". Call", " soon", ". Bye"]))
    cuts = [content.index(b"Call") + 60]
    heard = Heard(content, table_of(), cuts)
    assert [contents(one) for one in heard.early] == ["Dear Ann Lee. ", "Call soon. "]
    assert heard.said == "Dear Ann Lee. Call soon. Bye"


def test_what_comes_first_and_last_is_put_in_once():
    content = bytes_of(stream_of(["One. ", "Two. ", "Three."]))
    for cuts in ([], list(range(0, len(content), 40)), list(range(len(content)))):
        heard = Heard(content, table_of(), cuts, first="AI speaks.\n", last="\n(generated)")
        assert heard.said == "AI speaks.\nOne. Two. Three.\n(generated)", cuts


def test_the_end_is_told_by_nobody_before_the_whole_is_judged():
    heard = Heard(bytes_of(stream_of(["One. ", "Two."])), table_of(), [])
    gone = b"".join(heard.early)
    assert contents(gone) == "One. Two."
    assert b'"finish_reason": "stop"' not in gone
    assert b"[DONE]" not in gone
    assert b'"finish_reason": "stop"' in heard.rest
    assert heard.rest.endswith(b"data: [DONE]\n\n")


def test_calls_of_tools_wait_for_the_end_and_what_stands_behind_them():
    call = {
        "tool_calls": [
            {
                "index": 0,
                "id": "t",
                "type": "function",
                "function": {"name": "find", "arguments": '{"who": "[NAME_1]. "}'},
            }
        ]
    }
    events = [chunk({"content": "Looking. "}), chunk(call), chunk({"content": "Found. "}), chunk({}, "tool_calls")]
    heard = Heard(bytes_of(events), table_of(), [])
    assert contents(b"".join(heard.early)) == "Looking. "
    assert b"Ann Lee" in heard.rest
    assert heard.said == "Looking. Found. "


def test_an_answer_in_json_waits_until_it_can_be_opened():
    heard = Heard(bytes_of(stream_of(['{"to": "[NAME_1]", ', '"text": "Come. Soon. "}'])), table_of(), [])
    assert b"".join(heard.early) == b""
    assert json.loads(heard.said) == {"to": "Ann Lee", "text": "Come. Soon. "}


def test_what_the_model_thinks_goes_with_what_it_says():
    events = [
        chunk({"reasoning_content": "Who is [NAME_1]? "}),
        chunk({"reasoning_content": "A patient"}),
        chunk({"content": "Hello [NAME_1]. "}),
        chunk({}, "stop"),
    ]
    heard = Heard(bytes_of(events), table_of(), [])
    gone = b"".join(heard.early).decode()
    assert "Who is Ann Lee? " in gone
    assert "A patient" in gone
    assert "Hello Ann Lee. " in gone


def test_fields_that_take_turns_cut_no_stand_in():
    for together in (True, False):
        pieces = ["Ask [NA", "ME_1", "] now. ", "Then NAME", "_2 soon. "]
        events = []
        for piece in pieces:
            events += (
                [chunk({"content": piece, "note": "x"})]
                if together
                else [chunk({"content": piece}), chunk({"note": "x"})]
            )
        content = bytes_of([*events, chunk({}, "stop")])
        heard = Heard(content, table_of(), list(range(0, len(content), 30)))
        assert heard.said == "Ask Ann Lee now. Then 张伟 soon. "
        assert "NA" not in contents(b"".join(heard.early))


def test_two_answers_do_not_mix():
    def one(index, words):
        return {"id": "c", "choices": [{"index": index, "delta": {"content": words}, "finish_reason": None}]}

    end = {"id": "c", "choices": [{"index": at, "delta": {}, "finish_reason": "stop"} for at in (0, 1)]}
    events = [one(0, "A [NA"), one(1, "B [NAME"), one(0, "ME_1]. "), one(1, "_2]. "), end]
    heard = Heard(bytes_of(events), table_of(), [], first="AI. ", last="!")
    said = {0: "", 1: ""}
    for event in sse.read(b"".join(heard.early) + heard.rest)[:-1]:
        for choice in json.loads(event)["choices"]:
            said[choice["index"]] += choice["delta"].get("content", "")
    assert said == {0: "AI. A Ann Lee. !", 1: "AI. B 张伟. !"}


def test_usage_in_every_event_stays():
    events = [{**event, "usage": {"total_tokens": n}} for n, event in enumerate(stream_of(["One. T", "wo. "]))]
    heard = Heard(bytes_of(events), table_of(), [])
    read = [json.loads(event) for event in sse.read(b"".join(heard.early) + heard.rest)[:-1]]
    assert all("usage" in event for event in read)
    assert read[-1]["usage"] == {"total_tokens": 3}


def test_surrogates_with_points_in_them_are_not_cut():
    table = open_standins({"NAME": "surrogate"})([])
    table._surfaces.add("Mary J. Cole", "Ann K. Lee", cased=True)
    uncut = uncut_by(table)
    words = "Ask Mary J. "
    assert not uncut(words, len(words))
    assert uncut("Ask Mary. ", 10)
    text = "Ask Mary Jane. Cole"
    assert uncut(text, 15)


def test_an_address_in_two_events_keeps_its_stand_in():
    deltas = [{"reasoning_content": "https://x.org/?q=a!"}, {"reasoning_content": "&n=[NAME_1] ", "content": "One. "}]
    content = bytes_of([*map(chunk, deltas), chunk({}, "stop")])
    for step in (10, 40, len(content)):
        heard = Heard(content, table_of(), list(range(0, len(content), step)))
        assert (
            put_together(b"".join(heard.early) + heard.rest)[0, "reasoning_content"]
            == "https://x.org/?q=a!&n=[NAME_1] "
        )


def test_an_address_is_not_cut_where_a_name_could_come():
    uncut = uncut_by(table_of())
    assert not uncut("See https://x.org/a? ".rstrip(), 20)
    assert uncut("See https://x.org/a. Then", 21)


@pytest.mark.parametrize(
    "broken",
    [b"data: {\n\n", b'data: {"error": {"message": "x"}}\n\n', b"data: \xff\n\n", b'data: {"choices": 1}\n\n',
     b'data: {"choices": [{"index": 0}, {"index": 0}]}\n\n', b"data: " + b"[" * 400 + b"\n\n"],
    ids=["cut", "error", "bytes", "choices", "twice", "deep"],
)  # fmt: skip
def test_what_is_no_part_of_a_reply_is_an_upstream_error(broken):
    listening = JsonWire(Chat()).listen(uncut_by(table_of()), asked=ASKED)
    listening.feed(bytes_of(stream_of(["One. "]))[:-14])
    with pytest.raises(UpstreamError):
        _feed_and_end(listening, broken)


def _feed_and_end(listening, content):
    listening.feed(content)
    listening.end()


def test_a_stream_without_its_end_is_no_reply():
    listening = JsonWire(Chat()).listen(uncut_by(table_of()), asked=ASKED)
    listening.feed(b"".join(f"data: {json.dumps(event)}\n\n".encode() for event in stream_of(["One. "])[:-1]))
    with pytest.raises(UpstreamError, match="not complete"):
        listening.end()


def test_data_that_was_asked_for_is_heard_as_a_whole():
    asked = JsonWire(Chat()).read(
        b'{"model": "m", "stream": true, "response_format": {"type": "json_object"}, "messages": [{"role": "user", "content": "a"}]}'
    )
    assert JsonWire(Chat()).listen(lambda *_: True, asked=asked) is None


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Take it. Then rest.", ["Take it. ", "Then rest."]),
        ("Take 2.5 mg. Then", ["Take 2.5 mg. "]),
        ("Ask Dr. Lee or Prof. Wu. Now", ["Ask Dr. Lee or Prof. Wu. "]),
        ("Seen by J. R. Smith. Then", ["Seen by J. R. Smith. "]),
        ("e.g. aspirin, i.e. ASA. Then", ["e.g. aspirin, i.e. ASA. "]),
        ("1. Rest\n2. Drink\n", ["1. Rest\n", "2. Drink\n"]),
        ("Is it? Yes! It is", ["Is it? ", "Yes! "]),
        ("在吗？在。多喝水；休息", ["在吗？", "在。", "多喝水；"]),
        ("他说：“好。”然后", ["他说：“好。”"]),
        ("pH is 7. It is", ["pH is 7. "]),
        ("at 5. 6 mg", []),
        ("| a | b |\n|---|---|\n| 1", ["| a | b |\n", "|---|---|\n"]),
        ("nothing ends here", []),
        ("on 3 Jan. 2024 he came. Then", ["on 3 Jan. 2024 he came. "]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sentences_end_where_readers_see_them_end(text, sentences):
    at = [0, *ends(text)]
    assert [text[start:end] for start, end in itertools.pairwise(at)] == sentences


def test_a_long_stream_takes_linear_time():
    def seconds(many):
        content = bytes_of(stream_of([f"Sentence {n} about it. " for n in range(many)]))
        began = time.perf_counter()
        Heard(content, StandInTable([]), list(range(0, len(content), 200)))
        return time.perf_counter() - began

    seconds(100)
    assert seconds(1200) < 60 * max(seconds(100), 0.01)


def field(written, name):
    """What a client puts together of one field."""
    events = [json.loads(event) for event in sse.read(written)[:-1]]
    return "".join(choice["delta"].get(name) or "" for event in events for choice in event["choices"])


FIELDS = st.dictionaries(
    st.sampled_from(["content", "refusal", "reasoning_content"]),
    st.sampled_from(["A one. ", "B", "[NA", "ME_1]", "[NAME_1]", " ", ". ", "\n", "好。", "😀! ", "x "]),
    min_size=1,
    max_size=3,
)


@given(st.lists(FIELDS, min_size=1, max_size=7), st.integers(1, 400))
@example([{"content": "😀! "}, {"reasoning_content": "[NAME_1]", "content": " "}], 40)
@example([{"reasoning_content": "x "}, {"content": "B", "refusal": "Two. "}, {"refusal": "B"}, {"content": "! "}], 40)
def test_fields_in_one_event_say_what_they_say_in_a_held_stream(deltas, step):
    content = bytes_of([*map(chunk, deltas), chunk({}, "stop")])
    table = table_of()
    heard = Heard(content, table, list(range(0, len(content), step)), last="LABEL")
    whole = JsonWire(Chat()).hear(Answer(200, content), asked=ASKED).amended("", "LABEL")
    held = whole.written([[one.edit for one in places if one.edit] for places in stand_ins_of(whole, table)])
    for name in ("content", "refusal", "reasoning_content"):
        assert field(b"".join(heard.early) + heard.rest, name) == field(held, name)


def test_a_label_stands_where_the_answer_ends_although_its_fields_take_turns():
    events = [
        chunk({"content": "One. "}),
        chunk({"refusal": "Two. "}),
        chunk({"content": "Three. "}),
        chunk({}, "stop"),
    ]
    content = bytes_of(events)
    heard = Heard(content, table_of(), list(range(0, len(content), 40)), first="AI. ", last="LABEL")
    written = b"".join(heard.early) + heard.rest
    assert (field(written, "content"), field(written, "refusal")) == ("AI. One. Three. ", "Two. LABEL")


# ── beside a stream that is held ─────────────────────────────────────────────────────────────────────────────────────

WORDS_OF_FIELDS = st.sampled_from(
    [
        "One. ",
        "Two",
        " ",
        "[NAME",
        "_1]",
        "。",
        "\n",
        "https://x.org/?q=a!",
        "&n=[NAME_1] ",
        "Ask Dr. ",
        "x@y.",
        "com. ",
        "",
    ]
)
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.dictionaries(st.sampled_from(["content", "refusal", "reasoning_content", "note"]), WORDS_OF_FIELDS, min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=10,
)  # fmt: skip


def put_together(written):
    """What a client has in the end, by answer and field."""
    said = {}
    for event in sse.read(written):
        for choice in json.loads(event)["choices"] if event != "[DONE]" else ():
            for field, words in choice["delta"].items():
                key = (choice["index"], field)
                said[key] = said.get(key, "") + words
    return {key: words for key, words in said.items() if words}


@given(EVENTS, st.data())
def test_in_the_end_a_client_has_what_it_would_have_had_of_a_held_stream(events, data):
    said = [
        {"id": "c", "choices": [{"index": index, "delta": delta, "finish_reason": None}]} for index, delta in events
    ]
    ends_of = sorted({index for index, _ in events})
    said.append({"id": "c", "choices": [{"index": at, "delta": {}, "finish_reason": "stop"} for at in ends_of]})
    content, table = bytes_of(said), table_of()
    cuts = sorted(set(data.draw(st.lists(st.integers(0, len(content)), max_size=12))))
    first, last = data.draw(st.sampled_from([("", ""), ("AI.\n", ""), ("AI.\n", "\n(g)")]))
    heard = Heard(content, table, cuts, first=first, last=last)
    whole = JsonWire(Chat()).hear(Answer(200, content), asked=ASKED).amended(first, last)
    held = whole.written([[one.edit for one in places if one.edit] for places in stand_ins_of(whole, table)])
    has, would_have_had = put_together(b"".join(heard.early) + heard.rest), put_together(held)
    # Where an answer's fields take turns, a notice stands before the first words that came, whichever field they are in.
    assert _without(first, has) == _without(first, would_have_had)
    assert "".join(has.values()).count("AI.") == "".join(would_have_had.values()).count("AI.")


def _without(first, said):
    return {key: left for key, words in said.items() if (left := words.replace(first, "", 1))}


def test_what_comes_first_is_put_before_words_and_not_before_blanks():
    events = [chunk({"content": " "}), chunk({"refusal": "No way. "}), chunk({}, "stop")]
    heard = Heard(bytes_of(events), table_of(), [], first="AI.\n")
    assert put_together(b"".join(heard.early) + heard.rest)[0, "refusal"] == "AI.\nNo way. "


def test_checks_are_shown_what_went_just_before():
    listening = JsonWire(Chat()).listen(uncut_by(table_of()), asked=ASKED)
    content = bytes_of(stream_of(["Patient:\n", "Bob Ray. ", "Bye"]))
    middle = content.index(b"Bob")
    listening.feed(content[: middle - 40])
    [stretch] = [one for one in listening.stretches() if one.for_people]
    assert (stretch.before.words, stretch.text.words) == ("", "Patient:\n")
    listening.release([()] * len(listening.stretches()))
    listening.feed(content[middle - 40 :])
    [stretch] = [one for one in listening.stretches() if one.for_people]
    assert (stretch.before.words, stretch.text.words) == ("Patient:\n", "Bob Ray. ")


def test_words_without_an_end_take_linear_time():
    def seconds(many):
        content = bytes_of(stream_of(["word " * 4] * many))
        began = time.perf_counter()
        Heard(content, StandInTable([]), list(range(0, len(content), 2000)))
        return time.perf_counter() - began

    seconds(500)
    assert seconds(8000) < 60 * max(seconds(500), 0.02)
