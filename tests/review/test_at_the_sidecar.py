"""How callers get a reply that a person had to look at: polling, waiting, and being told; over real HTTP with the official SDK."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import openai
import pytest
from openai.types.chat import ChatCompletion
from review_samples import QUESTION, RESTORED, SECRETS, WORDS, client, get, sidecar
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from medguard.asgi import GuardMiddleware
from medguard.audit import Wanted, list_records, verify
from medguard.audit.held import HeldReplies
from medguard.errors import ProfileError
from medguard.profile import WebhookSettings
from medguard.review import Webhooks
from medguard.review.webhooks import AGAIN_AFTER, signed
from medguard.testing import completion
from serving.serving_samples import until
from test_proxy import serving


def asked_and_held(url, key, **more):
    """Ask, and be told that the reply is held: the exchange's id."""
    with client(url, key) as sdk, pytest.raises(openai.PermissionDeniedError) as caught:
        sdk.chat.completions.create(**QUESTION, **more)
    assert caught.value.code == "held_for_review"
    headers = caught.value.response.headers
    assert headers["x-medguard-reply"] == f"/medguard/replies/{headers['x-medguard-exchange']}"
    return headers["x-medguard-exchange"]


# ── polling ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_asked_comes_for_the_reply_with_the_official_sdk(open_house):
    house = open_house()
    house.person()
    key = house.key()
    with sidecar(house) as url:
        which = asked_and_held(url, key)
        waits = get(url, which, key)
        assert (waits.status_code, waits.json()) == (202, {"status": "waiting", "exchange": which})
        assert int(waits.headers["retry-after"]) > 0
        house.desk.take(which, "dr-1")
        house.desk.edit(which, "dr-1", [RESTORED.replace("Rest", "Sleep")])
        with openai.OpenAI(base_url=url, api_key=key, max_retries=0) as sdk:
            reply = sdk.get(f"/medguard/replies/{which}", cast_to=ChatCompletion)
        assert reply.choices[0].message.content == RESTORED.replace("Rest", "Sleep")
        again = get(url, which, key)
        assert again.status_code == 200
        assert again.headers["cache-control"] == "no-store"
        assert again.headers["x-medguard-review"] == house.last("approved")["id"]
    assert [act for act, _ in house.acts(which)][-1] == "collected"
    assert [act for act, _ in house.acts(which)].count("collected") == 1
    assert verify(house.guard.ledger.engine).ok


def test_a_stream_that_was_held_is_collected_as_a_stream(open_house):
    house = open_house()
    house.person()
    key = house.key()
    with sidecar(house) as url:
        which = asked_and_held(url, key, stream=True)
        house.desk.take(which, "dr-1")
        house.desk.edit(which, "dr-1", ["Diagnosis: Ann Lee, it is bronchitis."])
        found = get(url, which, key)
        assert found.headers["content-type"].startswith("text/event-stream")
        events = [line[6:] for line in found.text.splitlines() if line.startswith("data: {")]
        pieces = [choice["delta"].get("content") or "" for one in events for choice in json.loads(one)["choices"]]
        assert "".join(pieces) == "Diagnosis: Ann Lee, it is bronchitis."
        assert found.text.rstrip().endswith("[DONE]")


def test_nobody_else_learns_so_much_as_that_there_is_one(open_house):
    house = open_house()
    house.person()
    mine, others, same_application = house.key(), house.key("other-app"), house.key()
    with sidecar(house) as url:
        which = asked_and_held(url, mine)
        nothing = get(url, "0" * 32, others)
        for key in (others, same_application):
            answer = get(url, which, key)
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_such_reply")
            assert answer.json() == nothing.json()
        assert get(url, which).status_code == 401
        assert get(url, which, "mg-" + "0" * 43).status_code == 401
        house.desk.take(which, "dr-1")
        house.desk.approve(which, "dr-1")
        assert get(url, which, others).status_code == 404
        assert get(url, which, mine).status_code == 200


@pytest.mark.parametrize(
    "which",
    ["0" * 32, "x", "0" * 31, "%00", "..%2f..%2freadyz", "0" * 5000, "é"],
    ids=["none", "word", "short", "nul", "path", "long", "letter"],
)
def test_no_id_is_answered_with_more_than_no(open_house, which):
    house = open_house()
    key = house.key()
    with sidecar(house) as url:
        answer = get(url, which, key)
        assert answer.status_code == 404
        assert not [secret for secret in SECRETS if secret in answer.text]


def test_a_refused_reply_is_gone(open_house):
    house = open_house()
    house.person()
    key = house.key()
    with sidecar(house) as url:
        which = asked_and_held(url, key)
        house.desk.take(which, "dr-1")
        house.desk.refuse(which, "dr-1", "unsafe")
        gone = get(url, which, key)
        assert (gone.status_code, gone.json()["error"]["code"]) == (410, "reply_gone")
        assert get(url, which, house.key("other-app")).status_code == 404


def test_a_reply_that_waited_too_long_is_gone(open_house):
    ahead = [0.0]
    house = open_house(clock=lambda: datetime.now(UTC).timestamp() + ahead[0])
    key = house.key()
    with sidecar(house) as url:
        which = asked_and_held(url, key)
        ahead[0] = 73 * 3600
        assert get(url, which, key).status_code == 410


def test_a_damaged_file_is_given_to_nobody(open_house, tmp_path):
    house = open_house()
    house.person()
    key = house.key()
    with sidecar(house) as url:
        which = asked_and_held(url, key)
        house.desk.take(which, "dr-1")
        house.desk.approve(which, "dr-1")
        [file] = (tmp_path / "held").glob("*.free")
        file.write_bytes(file.read_bytes()[:-3] + b"abc")
        damaged = get(url, which, key)
        assert (damaged.status_code, damaged.json()["error"]["code"]) == (500, "guard_failed")
        assert not [secret for secret in SECRETS if secret in damaged.text]
    assert "collected" not in [act for act, _ in house.acts(which)]


def test_who_only_asks_whether_it_is_there_has_not_collected_it(open_house):
    house = open_house()
    house.person()
    key = house.key()
    with sidecar(house) as url:
        which = asked_and_held(url, key)
        house.desk.take(which, "dr-1")
        house.desk.approve(which, "dr-1")
        headers = {"Authorization": f"Bearer {key}"}
        assert httpx2.head(f"{url}/medguard/replies/{which}", headers=headers, trust_env=False).status_code == 404
    assert "collected" not in [act for act, _ in house.acts(which)]


def test_a_row_that_somebody_wrote_lets_nothing_go(open_house):
    house = open_house()
    house.person()
    key = house.key()
    with sidecar(house) as url:
        which = asked_and_held(url, key)
        house.desk.take(which, "dr-1")
        shown = house.last("shown")["id"]
        with house.guard.ledger.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE held_replies SET state = 'released', ended_as = '{shown}'")
        assert get(url, which, key).status_code == 410


def test_on_this_machine_it_is_the_credential_of_the_question(open_house):
    house = open_house(callers="this_machine")
    house.person()
    with sidecar(house) as url:
        which = asked_and_held(url, "sk-mine")
        assert get(url, which, "sk-mine").status_code == 202
        assert get(url, which, "sk-other").status_code == 404
        assert get(url, which).status_code == 404
        assert get(url, which, "sk-mine", **{"medguard-application": "another"}).status_code == 404


def test_an_application_behind_the_middleware_gives_its_callers_the_same(open_house):
    async def chat(_request):
        return JSONResponse(completion(WORDS))

    async def own(_request):
        return PlainTextResponse("the application's own")

    house = open_house()
    house.person()
    key = house.key()
    routes = [Route("/v1/chat/completions", chat, methods=["POST"]), Route("/medguard/other", own)]
    with serving(GuardMiddleware(Starlette(routes=routes), guard=house.guard)) as url:
        which = asked_and_held(url, key)
        assert get(url, which, key).status_code == 202
        assert get(url, which, house.key("other-app")).status_code == 404
        house.desk.take(which, "dr-1")
        house.desk.approve(which, "dr-1")
        assert get(url, which, key).json()["choices"][0]["message"]["content"] == RESTORED
        assert get(url, "../other", key).text == "the application's own"


# ── waiting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_may_wait_for_the_reviewer(open_house):
    house = open_house(wait_seconds=120)
    house.person()
    key = house.key()
    with sidecar(house) as url, client(url, key) as sdk:
        reply = []
        asking = threading.Thread(target=lambda: reply.append(sdk.chat.completions.create(**QUESTION)))
        asking.start()
        until(house.desk.queue)
        [item] = house.desk.queue()
        house.desk.take(item.id, "dr-1")
        house.desk.approve(item.id, "dr-1")
        asking.join(60)
        assert reply[0].choices[0].message.content == RESTORED
    assert [act for act, _ in house.acts(item.id)] == ["claimed", "shown", "approved", "collected"]


def test_who_waits_is_told_of_a_refusal_at_once(open_house):
    house = open_house(wait_seconds=120)
    house.person()
    key = house.key()
    with sidecar(house) as url, client(url, key) as sdk:
        trouble = []

        def ask():
            with pytest.raises(openai.APIStatusError) as caught:
                sdk.chat.completions.create(**QUESTION)
            trouble.append(caught.value)

        asking = threading.Thread(target=ask)
        asking.start()
        until(house.desk.queue)
        [item] = house.desk.queue()
        house.desk.take(item.id, "dr-1")
        house.desk.refuse(item.id, "dr-1", "wrong")
        asking.join(60)
        assert (trouble[0].status_code, trouble[0].code) == (410, "reply_gone")


def test_who_has_waited_long_enough_is_told_that_it_is_held_and_may_come_for_it(open_house):
    house = open_house(wait_seconds=1.5)
    house.person()
    key = house.key()
    with sidecar(house) as url:
        which = asked_and_held(url, key)
        assert get(url, which, key).status_code == 202


# ── being told ───────────────────────────────────────────────────────────────────────────────────────────────────────

SECRET = bytes(range(32))


class Receiver:
    """An application's own HTTPS server, which keeps what it is told and answers as it is asked to."""

    def __init__(self, folder, *, answers=(200,)):
        self.told, self.answers = [], list(answers)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.told.append((self.path, dict(self.headers), body))
                status = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
                self.send_response(status)
                if status in range(300, 400):
                    self.send_header("location", f"https://localhost:{receiver.server.server_port}/elsewhere")
                self.send_header("content-length", "0")
                self.end_headers()

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.certificate, key = certificate(folder)
        context.load_cert_chain(self.certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = f"https://localhost:{self.server.server_port}/hooks/medguard"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def certificate(folder):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "receiver.pem", folder / "receiver.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@pytest.fixture
def hooked(tmp_path, open_house):
    """A house that tells a receiver, and the receiver."""
    opened = []

    def opens(*, answers=(200,), trusted=True, **changes):
        receiver = Receiver(tmp_path, answers=answers)
        opened.append(receiver)
        key_file = tmp_path / "webhook.key"
        key_file.write_text("whsec_" + base64.b64encode(SECRET).decode() + "\n")
        webhook = WebhookSettings(
            applications=("ward-*",),
            url=receiver.url,
            key_file=str(key_file),
            ca_file=str(receiver.certificate) if trusted else None,
        )
        house = open_house(webhooks=(webhook,), **changes)
        house.person()
        return house, receiver

    yield opens
    for one in opened:
        one.close()


def is_ours(headers, body):
    """As the specification has a receiver verify: https://github.com/standard-webhooks/standard-webhooks."""
    named = {name.lower(): value for name, value in headers.items()}
    said = f"{named['webhook-id']}.{named['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(SECRET, said, hashlib.sha256).digest()).decode()
    fresh = abs(time.time() - int(named["webhook-timestamp"])) < 300
    return fresh and hmac.compare_digest(named["webhook-signature"], f"v1,{mac}")


def decide(house, which, act="approve"):
    house.desk.take(which, "dr-1")
    house.desk.approve(which, "dr-1") if act == "approve" else house.desk.refuse(which, "dr-1", "wrong")


def test_the_signature_is_the_specifications():
    # The example of the reference libraries' tests.
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_application_is_told_that_its_reply_is_ready_and_not_what_it_says(hooked):
    house, receiver = hooked()
    key = house.key()
    with sidecar(house) as url:
        which = asked_and_held(url, key)
        decide(house, which)
        until(lambda: receiver.told)
        [(path, headers, body)] = receiver.told
        assert path == "/hooks/medguard"
        assert is_ours(headers, body)
        told = json.loads(body)
        assert told["type"] == "reply.ready"
        assert told["data"] == {"exchange": which, "reply": f"/medguard/replies/{which}"}
        assert not [secret for secret in SECRETS if secret.encode() in body]
        until(lambda: ("webhook_sent", None) in house.acts(which))
        assert get(url, told["data"]["reply"].rpartition("/")[2], key).status_code == 200
    assert verify(house.guard.ledger.engine).ok


def test_a_refusal_is_told_too(hooked):
    house, receiver = hooked()
    with sidecar(house) as url:
        which = asked_and_held(url, house.key())
        decide(house, which, "refuse")
        until(lambda: receiver.told)
        assert json.loads(receiver.told[0][2])["type"] == "reply.refused"


def test_an_application_that_the_profile_does_not_name_is_told_nothing(hooked):
    house, receiver = hooked()
    with sidecar(house) as url:
        decide(house, asked_and_held(url, house.key("other-app")))
    assert webhooks(house).tell() == 0
    assert receiver.told == []


def webhooks(house, **more):
    return Webhooks(HeldReplies(house.guard.ledger), house.guard.profile, **more)


def test_who_does_not_answer_is_told_again_later_and_later_with_the_same_id(hooked):
    house, receiver = hooked(answers=(500, 503, 200))
    with sidecar(house, lambda _body: WORDS) as url:
        key = house.key()
        which = asked_and_held(url, key)
    decide(house, which)
    now = [datetime.now(UTC)]
    held = HeldReplies(house.guard.ledger, clock=lambda: now[0])
    telling = Webhooks(held, house.guard.profile, drawn=lambda: 0.0)
    waits = []
    for _ in range(3):
        assert telling.tell() in {0, 1}
        assert telling.tell() == 0  # not yet
        waits.append(len(receiver.told))
        now[0] += timedelta(seconds=AGAIN_AFTER[len(waits) - 1] + 1)
    assert waits == [1, 2, 3]
    assert len({headers["webhook-id"] for _, headers, _ in receiver.told}) == 1
    assert all(is_ours(headers, body) for _, headers, body in receiver.told)
    assert [act for act, _ in house.acts(which)].count("webhook_sent") == 1
    telling.close()


def test_who_never_answers_is_given_up_and_that_is_recorded(hooked):
    house, receiver = hooked(answers=(500,))
    with sidecar(house) as url:
        which = asked_and_held(url, house.key())
    decide(house, which)
    now = [datetime.now(UTC)]
    telling = Webhooks(HeldReplies(house.guard.ledger, clock=lambda: now[0]), house.guard.profile)
    for _ in range(len(AGAIN_AFTER) + 3):
        telling.tell()
        now[0] += timedelta(days=2)
    assert len(receiver.told) == len(AGAIN_AFTER) + 1
    assert house.acts(which)[-1] == ("webhook_given_up", None)
    telling.close()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirection_is_not_followed(hooked, status):
    house, receiver = hooked(answers=(status,))
    with sidecar(house) as url:
        which = asked_and_held(url, house.key())
    decide(house, which)
    telling = webhooks(house)
    assert telling.tell() == 0
    assert [path for path, _, _ in receiver.told] == ["/hooks/medguard"]
    telling.close()


def test_a_server_that_cannot_show_who_it_is_is_told_nothing(hooked):
    house, receiver = hooked(trusted=False)
    with sidecar(house) as url:
        which = asked_and_held(url, house.key())
    decide(house, which)
    telling = webhooks(house)
    assert telling.tell() == 0
    assert receiver.told == []
    telling.close()


def test_two_processes_tell_it_once(hooked):
    house, receiver = hooked()
    with sidecar(house) as url:
        key = house.key()
        ids = [asked_and_held(url, key) for _ in range(4)]
    for which in ids:
        decide(house, which)
    telling = [webhooks(house) for _ in range(2)]
    threads = [threading.Thread(target=one.tell) for one in telling]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(json.loads(body)["data"]["exchange"] for _, _, body in receiver.told) == sorted(ids)
    for one in telling:
        one.close()


@pytest.mark.parametrize(
    "words",
    ["", "whsec_", "whsec_AAAA", "secret", "whsec_" + "A" * 400],
    ids=["empty", "bare", "short", "other", "long"],
)
def test_a_secret_that_is_none_is_known_at_the_start(hooked, tmp_path, words):
    house, _ = hooked()
    (tmp_path / "webhook.key").write_text(words)
    with pytest.raises(ProfileError, match="key_file"):
        webhooks(house)


def test_what_is_told_names_nobody(hooked):
    house, receiver = hooked()
    with sidecar(house) as url:
        which = asked_and_held(url, house.key())
        decide(house, which)
        until(lambda: receiver.told)
    everything = (
        b"".join(body for _, _, body in receiver.told)
        + json.dumps(
            [one.document for one in list_records(house.guard.ledger.engine, Wanted(kind=None), limit=100)]
        ).encode()
    )
    assert not [secret for secret in SECRETS[:3] if secret.encode() in everything]
