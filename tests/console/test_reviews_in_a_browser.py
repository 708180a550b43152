"""A reviewer's day in Chromium: what waits, read, changed, let go or refused; and what others see of it."""

from __future__ import annotations

import base64
import re
import socket
import threading
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import uvicorn
from console_samples import KEY, PASSWORD

from medguard.audit import open_ledger, verify
from medguard.audit.accounts import Accounts, add_account, close_account
from medguard.console.app import console
from medguard.console.opening import open_house
from medguard.console.secrets import hash_password, new_totp
from medguard.console.words import LANGUAGES, Words
from medguard.profile import read_profile
from review.review_samples import RULE, house

AXE = Path(__file__).with_name("axe") / "axe.min.js"
EN = "Diagnosis: [NAME_1], you have pneumonia. Take rest and drink enough."
HOSPITAL = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: ward")


@dataclass
class Ward:
    """The console on a real port, and the guard whose replies wait."""

    origin: str
    house: object
    ward: object

    def session(self, name):
        return self.house.accounts.begin(self.house.accounts.find(name), by="password")

    def client(self, name):
        """Somebody without a browser, and what a form of theirs carries."""
        client = httpx2.Client(base_url=self.origin, headers={"origin": self.origin}, timeout=120)
        client.cookies.set("medguard", self.session(name))
        return client


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ward")
    url = f"sqlite:///{folder / 'ledger.db'}"
    profile = folder / "ward.yaml"
    text = HOSPITAL.replace(f"{RULE}: warn", f"{RULE}: require_human_review")
    review = f"review: {{folder: {folder / 'held'}, test_share: 0.1}}\n"
    profile.write_text(f"{text}\n{review}", "utf-8")
    settings = read_profile(str(profile))
    with pytest.MonkeyPatch.context() as environment, open_ledger(url) as ledger:
        environment.setenv("MEDGUARD_KEY", base64.b64encode(bytes(range(32))).decode())
        accounts, kept = Accounts(ledger, KEY), hash_password(PASSWORD)
        for name, role in (
            ("dr-1", "reviewer"),
            ("dr-2", "reviewer"),
            ("nurse-1", "reviewer"),
            ("officer-1", "officer"),
            ("auditor-1", "auditor"),
        ):
            sealed = accounts.seals.seal(name, new_totp())
            add_account(ledger, name, role=role, secret=kept, totp=sealed, by="tests")
        with (
            house(folder, url, settings=settings, test_share=0.1) as held,
            socket.create_server(("127.0.0.1", 0)) as door,
        ):
            held.person("dr-1")
            held.person("dr-2", licence_no="110310105000999")
            held.person("nurse-1", role="nurse", licence_no=None, registered_here=None)
            origin = f"http://127.0.0.1:{door.getsockname()[1]}"
            with open_house(str(profile), url, origin=origin, key=KEY) as opened:
                server = uvicorn.Server(uvicorn.Config(console(opened), log_config=None, access_log=False))
                thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
                thread.start()
                yield Ward(origin, opened, held)
                server.should_exit = True
                thread.join(30)


@pytest.fixture
def page(browser, ward):
    context = browser.new_context(base_url=ward.origin, locale="en")
    opened = context.new_page()
    opened.set_default_timeout(120_000)
    said = []
    opened.on("console", lambda message: said.append(message.text))
    yield opened
    context.close()
    assert not [one for one in said if "Content Security Policy" in one and "axe" not in one]


def come_in(page, ward, name):
    page.context.add_cookies(
        [{"name": "medguard", "value": ward.session(name), "url": ward.origin, "sameSite": "Strict"}]
    )
    page.goto("/reviews")


def take(page, which):
    page.get_by_role("button", name=f"Take and read {which[:8]}").click()
    page.wait_for_url(re.compile(which))


def test_a_physician_changes_a_reply_is_told_what_does_not_go_and_lets_it_go(page, ward):
    which = ward.ward.hold(EN)
    come_in(page, ward, "dr-1")
    page.get_by_role("link", name="Reviews").click()
    take(page, which)
    assert page.locator("pre.reply").inner_text() == EN.replace("[NAME_1]", "Ann Lee")
    assert "Ann" not in page.url + page.title()
    page.get_by_text("Change the words").click()
    words = page.get_by_label("Answer 1").last
    words.fill("Diagnosis: Ann Lee, you have bronchitis. Write to bob.k@stmary.org.")
    page.get_by_role("button", name="Approve with these words").click()
    assert "phi/no_leak_in_reply" in page.get_by_role("alert").inner_text()
    assert words.input_value().endswith("Write to bob.k@stmary.org.")
    words.fill("Diagnosis: Ann Lee, you have bronchitis. Sleep.")
    page.get_by_role("button", name="Approve with these words").click()
    assert page.get_by_role("status").inner_text() == Words("en").review_done_approved
    acts = [act for act, _ in ward.ward.acts(which)]
    assert [act for act in acts if act != "shown"] == ["claimed", "edit_not_approved", "edited", "approved"]
    assert verify(ward.house.ledger.engine).ok


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_is_no_wider_than_a_telephone(page, ward, language):
    which = ward.ward.hold(EN)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/language/{language}")
    come_in(page, ward, "dr-1")
    narrow = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(narrow)
    page.locator(f"form[action='/reviews/{which}/take'] button").click()
    page.wait_for_url(re.compile(which))
    assert page.evaluate(narrow)


def test_another_reviewer_sees_that_it_is_taken_and_may_have_it_once_it_is_given_back(page, browser, ward):
    which = ward.ward.hold(EN)
    come_in(page, ward, "dr-1")
    take(page, which)
    context = browser.new_context(base_url=ward.origin, locale="en")
    other = context.new_page()
    come_in(other, ward, "dr-2")
    assert other.get_by_role("button", name=f"Take and read {which[:8]}").count() == 0
    other.goto(f"/reviews/{which}")
    assert other.url.endswith("/reviews")
    page.get_by_role("button", name="Give it back").click()
    assert page.get_by_role("status").inner_text() == Words("en").review_done_given_back
    other.goto("/reviews")
    take(other, which)
    other.get_by_label("Reason").select_option("unsafe")
    other.get_by_role("button", name="Refuse").click()
    assert other.get_by_role("status").inner_text() == Words("en").review_done_refused
    context.close()
    assert [act for act, _ in ward.ward.acts(which)][-1] == "refused"


def test_what_somebody_typed_is_not_lost_when_their_time_is_over(page, ward):
    which = ward.ward.hold(EN)
    come_in(page, ward, "dr-1")
    take(page, which)
    with ward.house.ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE held_replies SET claimed_until = '2026-01-01T00:00:00Z'")
    page.get_by_text("Change the words").click()
    page.get_by_label("Answer 1").last.fill("Diagnosis: Ann Lee, a cold.")
    page.get_by_role("button", name="Approve with these words").click()
    assert "your time with it is over" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Answer 1").last.input_value() == "Diagnosis: Ann Lee, a cold."
    page.get_by_role("button", name="Approve with these words").click()
    assert page.get_by_role("status").inner_text() == Words("en").review_done_approved


def test_who_may_not_see_names_sees_what_stands_for_them_and_lets_nothing_go(page, ward):
    which = ward.ward.hold(EN)
    come_in(page, ward, "nurse-1")
    take(page, which)
    assert page.locator("pre.reply mark").inner_text() == "[NAME_1]"
    assert "Ann Lee" not in page.content()
    page.get_by_role("button", name="Approve as it is").click()
    assert RULE in page.get_by_role("alert").inner_text()
    assert [act for act, _ in ward.ward.acts(which)][-1] == "not_approved"


def test_a_test_item_looks_like_any_other_and_says_what_it_was_once_it_is_decided(page, ward):
    desk = ward.ward.desk
    which = ward.ward.hold(EN)
    item = desk.plant(desk.item(which))
    come_in(page, ward, "dr-1")
    take(page, item)
    content = page.content()
    assert "test_" not in content
    page.get_by_role("button", name="Approve as it is").click()
    said = page.get_by_role("status").inner_text()
    assert Words("en").review_tested in said
    assert Words("en").review_missed in said
    assert [act for act, _ in ward.ward.acts(item)][-1] == "test_missed"


def test_an_officer_sees_what_waits_and_no_words_of_it(page, ward):
    which = ward.ward.hold(EN)
    come_in(page, ward, "officer-1")
    assert page.locator("tbody tr").count() >= 1
    assert page.get_by_role("button", name=re.compile("Take and read")).count() == 0
    assert "pneumonia" not in page.content()
    page.goto(f"/reviews/{which}")
    assert "pneumonia" not in page.content()


@pytest.mark.parametrize("name", ["officer-1", "auditor-1"])
@pytest.mark.parametrize("act", ["take", "approve", "edit", "refuse", "give-back"])
def test_only_reviewers_act(ward, name, act):
    which = ward.ward.hold(EN)
    with ward.client(name) as client:
        token = re.search(r'name="form_token" value="([0-9a-f]+)"', client.get("/integrity").text)[1]
        answer = client.post(f"/reviews/{which}/{act}", data={"form_token": token, "why": "wrong", "words-0": "Fine."})
        assert answer.status_code == 403
    assert ward.ward.acts(which) == []


def test_a_form_from_elsewhere_takes_and_releases_nothing(ward):
    which = ward.ward.hold(EN)
    with ward.client("dr-1") as client:
        for act in ("take", "approve"):
            assert client.post(f"/reviews/{which}/{act}", data={}).status_code == 403
            elsewhere = {"origin": "https://evil.example"}
            assert client.post(f"/reviews/{which}/{act}", data={}, headers=elsewhere).status_code == 403
        assert client.get(f"/reviews/{which}", follow_redirects=False).status_code == 303
    assert ward.ward.acts(which) == []


def test_where_reviewers_are_tested_no_page_of_exchanges_tells_a_test_item_from_a_reply_that_waits(ward):
    desk = ward.ward.desk
    which = ward.ward.hold(EN)
    item = desk.plant(desk.item(which))
    desk.take(which, "dr-1")
    with ward.client("dr-1") as reviewer, ward.client("officer-1") as officer:
        for one in (which, item):
            assert reviewer.get(f"/exchanges/{one}").status_code == 404
            assert reviewer.get("/exchanges", params={"id": one}).status_code == 404
        for page in ("/exchanges", "/exchanges?outcome=held"):
            assert 'class="outcome held"' not in reviewer.get(page).text
        assert officer.get(f"/exchanges/{which}").status_code == 200
        assert 'class="outcome held"' in officer.get("/exchanges?outcome=held").text
    desk.give_back(which, "dr-1")


def test_whose_account_is_closed_lets_nothing_go_with_what_they_have_open(ward):
    ledger = ward.ward.guard.ledger
    accounts = Accounts(ledger, KEY)
    add_account(
        ledger,
        "dr-7",
        role="reviewer",
        secret=hash_password(PASSWORD),
        totp=accounts.seals.seal("dr-7", new_totp()),
        by="tests",
    )
    ward.ward.person("dr-7", licence_no="110310105000777")
    which = ward.ward.hold(EN)
    with ward.client("dr-7") as client:
        token = re.search(r'name="form_token" value="([0-9a-f]+)"', client.get("/reviews").text)[1]
        assert client.post(f"/reviews/{which}/take", data={"form_token": token}).status_code == 303
        assert client.get(f"/reviews/{which}").status_code == 200
        close_account(ledger, "dr-7", by="tests")
        answer = client.post(f"/reviews/{which}/approve", data={"form_token": token})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert [act for act, _ in ward.ward.acts(which)][-1] == "shown"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_queue_has_pages_and_what_cannot_be_read_is_said(ward, language):
    words = Words(language)
    waiting = [ward.ward.hold(EN) for _ in range(101)]
    lost = ward.ward.hold(EN)
    ward.ward.desk.reviews.forget(lost)
    with ward.client("dr-1") as client:
        client.cookies.set("medguard-language", language)
        first = client.get("/reviews").text
        assert first.count("<tr>") == 101  # with the head
        assert words.reviews_lost.partition("{}")[2] in first
        assert words.reviews_more in first
        second = client.get("/reviews?from=100").text
        assert words.reviews_first in second
        for beyond in ("9" * 19, "999999", "-1", "x"):
            assert client.get(f"/reviews?from={beyond}").text.count("<tr>") == 101
        there = {which for which in waiting if which in first or which in second}
        assert there == set(waiting)
    for which in waiting:
        ward.ward.desk.reviews.forget(which)


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "</textarea><img src=x onerror=alert(1)>",
        "\u202egnp.exe\u200b",
        "مرحبا 👩‍⚕️",
        "a" * 50_000,
    ],
    ids=["script", "textarea", "bidi", "rtl", "long"],
)
def test_hostile_words_of_a_reply_stay_words(page, ward, words):
    which = ward.ward.hold(f"Diagnosis: you have pneumonia. {words}")
    come_in(page, ward, "dr-1")
    take(page, which)
    assert page.locator("main script, main img").count() == 0
    page.get_by_text("Change the words").click()
    assert page.get_by_label("Answer 1").last.input_value().endswith(words)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="Give it back").click()


# Each language and each look: no colour hangs on the language, and no word on the look.
@pytest.mark.parametrize(("language", "look"), list(zip(LANGUAGES, ["light", "dark"], strict=True)))
def test_axe_finds_nothing_serious_on_a_reviewers_pages(page, ward, language, look):
    which = ward.ward.hold(EN)
    page.goto(f"/language/{language}")
    page.goto(f"/look/{look}")
    come_in(page, ward, "dr-2")
    found = {"queue": serious(page)}
    page.get_by_role("button", name=f"{Words(language).review_take} {which[:8]}").click()
    page.wait_for_url(re.compile(which))
    page.locator("main details summary").click()
    found["item"] = serious(page)
    page.locator(".words textarea").fill("Write to bob.k@stmary.org.")
    page.locator(".words button").click()
    assert page.get_by_role("alert").count() == 1
    found["problem"] = serious(page)
    assert not {where: what for where, what in found.items() if what}


def serious(page):
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (one["id"], one["nodes"][0]["target"])
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
