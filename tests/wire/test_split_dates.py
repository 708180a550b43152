"""A date whose year, month and day stand in fields of their own is a date."""

import json

import pytest

from medguard.flow import exchange, run
from medguard.testing import completion
from medguard.types import Answer, Level
from medguard.wire import Chat, JsonWire, call_of
from medguard.wire.plain import PlainText
from parts import parts

BARE = {"checks/all_judged": Level.DENY, "phi/identifiers_replaced": Level.DENY}
ASKED = {"role": "user", "content": "?"}
DATES = {
    "google.type.Date": ('{"year": 1957, "month": 3, "day": 14}', '{"year": 1957, "month": "DATE_1", "day": "DATE_2"}'),
    "strings": ('{"year": "1957", "month": "03", "day": "14"}', '{"year": "1957", "month": "DATE_1", "day": "DATE_2"}'),
    "another order": ('{"day":14,"year":1957,"month":3}', '{"day":"DATE_1","year":1957,"month":"DATE_2"}'),
    "a month's name": (
        '{"month": "March", "day": "14th", "year": 1957}',
        '{"month": "DATE_1", "day": "DATE_2", "year": 1957}',
    ),
    "a birth's": (
        '{"birthYear": 1957, "birthMonth": "Mar.", "birthDay": 14}',
        '{"birthYear": 1957, "birthMonth": "DATE_1", "birthDay": "DATE_2"}',
    ),
    "a birth's, in small letters": (
        '{"birth_day": 14, "birth_month": 3, "birth_year": 1957}',
        '{"birth_day": "DATE_1", "birth_month": "DATE_2", "birth_year": 1957}',
    ),
    "of birth": (
        '{"yearOfBirth": 1957, "monthOfBirth": 3, "dayOfBirth": 14}',
        '{"yearOfBirth": 1957, "monthOfBirth": "DATE_1", "dayOfBirth": "DATE_2"}',
    ),
    "a birthday's": (
        '{"birthday_year": 1957, "birthday_month": 3, "birthday_day": 14}',
        '{"birthday_year": 1957, "birthday_month": "DATE_1", "birthday_day": "DATE_2"}',
    ),
    "letters": ('{"y": 1957, "m": 3, "d": 14}', '{"y": 1957, "m": "DATE_1", "d": "DATE_2"}'),
    "Chinese": (
        '{"出生年份": 1957, "出生月份": "三月", "出生日": "14日"}',
        '{"出生年份": 1957, "出生月份": "DATE_1", "出生日": "DATE_2"}',
    ),
    "a number with a point": (
        '{"year": 1957.0, "month": 3.0, "day": 1.4e1}',
        '{"year": 1957.0, "month": "DATE_1", "day": "DATE_2"}',
    ),
    "two of them, and one alike": (
        '[{"year": 1957, "month": 3, "day": 3}, {"year": 2024, "month": 5, "day": 3}]',
        '[{"year": 1957, "month": "DATE_1", "day": "DATE_1"}, {"year": 2024, "month": "DATE_2", "day": "DATE_1"}]',
    ),
    "beside what is none": (
        '{"dob": {"year": 1957, "month": 3, "day": 14}, "ward": 3, "beds": {"day": 14}}',
        '{"dob": {"year": 1957, "month": "DATE_1", "day": "DATE_2"}, "ward": 3, "beds": {"day": 14}}',
    ),
}
NONE = {
    "no day": '{"year": 2024, "month": 3}',
    "no year": '{"month": 3, "day": 14}',
    "no year that anybody lived in": '{"year": 3, "month": 3, "day": 14}',
    "a thirteenth month": '{"year": 1957, "month": 13, "day": 14}',
    "no day of a month": '{"year": 1957, "month": 3, "day": 14.5}',
    "a month that is a word": '{"year": 1957, "month": "last", "day": 14}',
    "a version": '{"major": 2024, "minor": 3, "patch": 14}',
    "two letters": '{"y": 1957, "m": 3}',
    "a schema": '{"year": {"type": "integer"}, "month": {"maximum": 12}, "day": {"maximum": 31}}',
    "a day elsewhere": '{"year": 1957, "month": 3, "in": {"day": 14}}',
    "a day of something else": '{"birthYear": 1957, "birthMonth": 3, "visitDay": 14}',
    "lists": '{"year": [1957], "month": [3], "day": [14]}',
    "nothing": '{"year": 1957, "month": null, "day": true}',
}


def called(arguments):
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": arguments}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def chat(*messages, **more):
    return "/v1/chat/completions", {"model": "m", "messages": list(messages), **more}


def claude(*blocks):
    return "/v1/messages", {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": list(blocks)}]}


def gemini(part):
    return "/v1beta/models/gemini-2.5-flash:generateContent", {"contents": [{"role": "user", "parts": [part]}]}


PLACES = {
    "a tool's arguments": lambda date: chat(ASKED, called(date)),
    "JSON in JSON": lambda date: chat(ASKED, called(json.dumps({"body": json.dumps({"when": json.loads(date)})}))),
    "a tool's result": lambda date: chat(ASKED, {"role": "tool", "tool_call_id": "c", "content": date}),
    "a question": lambda date: chat({"role": "user", "content": date}),
    "a field of a body": lambda date: chat(ASKED, chart=json.loads(date)),
    "Claude's arguments": lambda date: claude({"type": "tool_use", "id": "t", "name": "f", "input": json.loads(date)}),
    "Claude's result": lambda date: claude({"type": "tool_result", "tool_use_id": "t", "content": date}),
    "Gemini's arguments": lambda date: gemini({"functionCall": {"name": "f", "args": json.loads(date)}}),
    "Gemini's result": lambda date: gemini({"functionResponse": {"name": "f", "response": {"when": json.loads(date)}}}),
}


def exchanged(body, wire, reply=b""):
    sent = []

    def ask(said):
        sent.append(said.content)
        return Answer(200, reply)

    released = run(exchange(body, wire, parts(levels=BARE), door="wrap"), ask)
    return sent[0].decode(), released.content.decode()


@pytest.mark.parametrize(("date", "sent"), list(DATES.values()), ids=list(DATES))
def test_month_and_day_stay_at_home_and_the_year_goes(date, sent):
    assert exchanged(date.encode(), PlainText()) == (sent, "")


@pytest.mark.parametrize("none", list(NONE.values()), ids=list(NONE))
def test_what_is_no_date_goes_as_it_is(none):
    assert exchanged(none.encode(), PlainText()) == (none, "")
    _, body = chat(ASKED, called(none), chart=json.loads(none))
    content = json.dumps(body).encode()
    assert exchanged(content, JsonWire(Chat()), json.dumps(completion("Fine.")).encode())[0] == content.decode()


@pytest.mark.parametrize("place", list(PLACES.values()), ids=list(PLACES))
def test_a_date_is_found_wherever_it_stands(place):
    path, body = place('{"year": 1957, "month": "March", "day": 14}')
    content = json.dumps(body).encode()
    asked = JsonWire(call_of(path).dialect).read(content)
    whole = [passage for passage in asked.passages if passage.whole]
    assert [(one.text.words, one.label.words, one.whole) for one in whole] == [
        ("March", "month", "DATE"),
        ("14", "day", "DATE"),
    ]
    sent, _ = exchanged_by(path, content)
    assert "1957" in sent
    assert "DATE_1" in sent
    assert "DATE_2" in sent
    assert "March" not in sent
    assert "14" not in sent


def exchanged_by(path, content):
    replies = {
        "/v1/chat/completions": completion("Fine."),
        "/v1/messages": {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "model": "m",
            "content": [{"type": "text", "text": "Fine."}],
            "stop_reason": "end_turn",
        },
    }
    generated = {"candidates": [{"content": {"role": "model", "parts": [{"text": "Fine."}]}, "finishReason": "STOP"}]}
    reply = json.dumps(replies.get(path, generated)).encode()
    return exchanged(content, JsonWire(call_of(path).dialect), reply)


def test_month_and_day_come_back():
    _, body = chat({"role": "tool", "tool_call_id": "c", "content": '{"year": 1957, "month": 3, "day": 14}'})
    reply = completion("Born on DATE_2/DATE_1/1957.")
    reply["choices"][0]["message"]["tool_calls"] = called('{"year": 1957, "month": "DATE_1", "day": "DATE_2"}')[
        "tool_calls"
    ]
    _, got = exchanged(json.dumps(body).encode(), JsonWire(Chat()), json.dumps(reply).encode())
    message = json.loads(got)["choices"][0]["message"]
    assert message["content"] == "Born on 14/3/1957."
    # A number that was replaced comes back as a string, and is known as one in the next turn.
    arguments = message["tool_calls"][0]["function"]["arguments"]
    assert json.loads(arguments) == {"year": 1957, "month": "3", "day": "14"}
    _, next_turn = chat(ASKED, called(arguments))
    sent, _ = exchanged(json.dumps(next_turn).encode(), JsonWire(Chat()), json.dumps(completion("Fine.")).encode())
    assert "DATE_2" in sent


def test_a_date_that_a_model_writes_comes_as_it_is():
    reply = completion("")
    reply["choices"][0]["message"] = called('{"year": 2031, "month": 3, "day": 14}')
    content = json.dumps(reply)
    assert exchanged(json.dumps(chat(ASKED)[1]).encode(), JsonWire(Chat()), content.encode())[1] == content
