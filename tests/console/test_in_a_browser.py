"""An officer's tasks in Chromium, from beginning to end, and every page under axe-core's eyes."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Error

from medguard.audit import Wanted, check_proof, list_records
from medguard.console.demo import _month
from medguard.console.words import LANGUAGES, Words
from medguard.types import Outcome

AXE = Path(__file__).with_name("axe") / "axe.min.js"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"


@pytest.fixture
def page(browser, running):
    context = browser.new_context(base_url=running.origin, accept_downloads=True, locale="en")
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    said = []
    opened.on("console", lambda message: said.append(message.text))
    yield opened
    context.close()
    assert not [one for one in said if "Content Security Policy" in one and "axe" not in one]


def come_in(page, running, name):
    """A session without the form, which has a test of its own."""
    token = running.session(name)
    page.context.add_cookies([{"name": "medguard", "value": token, "url": running.origin, "sameSite": "Strict"}])
    page.goto("/")


def test_an_officer_finds_out_why_an_exchange_was_blocked_and_proves_its_record(page, running):
    come_in(page, running, "officer-1")
    page.get_by_role("link", name="Exchanges").click()
    page.get_by_label("Outcome").select_option("blocked")
    page.get_by_role("button", name="Filter").click()
    page.locator("table.records tbody tr").first.get_by_role("link").click()
    of = page.url.rpartition("/")[2]
    record = list_records(running.house.ledger.engine, Wanted(outcome="blocked"), limit=1)[0]
    assert of == record.exchange_id
    info = running.house.catalogue.rules[record.reason]
    short = page.locator("section.short").inner_text()
    assert info.title in short
    assert info.article in short
    assert info.remedy in short
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the proof").click()
    proof = Path(waiting.value.path()).read_text()
    assert check_proof(proof, [running.house.ledger.signer.verifier]).record.decode() == record.document


def test_an_officer_verifies_the_whole_log(page, running):
    come_in(page, running, "officer-1")
    page.get_by_role("link", name="Log integrity").click()
    page.get_by_role("button", name="Verify the whole log now").click()
    for _ in range(120):
        if not running.house.verifying.running:
            break
        page.wait_for_timeout(500)
    page.goto("/integrity")
    assert page.locator(".note.good").inner_text() == Words("en").verify_ok


def test_an_administrator_makes_an_account_that_opens_the_console(page, running):
    come_in(page, running, "administrator-1")
    page.get_by_role("textbox", name="Account", exact=True).fill("officer-new")
    page.get_by_label("Role").select_option("officer")
    page.get_by_role("button", name="Make account").click()
    _, password, key = (one.inner_text() for one in page.locator(".note.good dd").all())
    assert running.house.accounts.find("officer-new").role == "officer"
    assert len(password) == 20
    assert len(key) == 32


def test_it_is_all_done_with_the_keyboard(page, running):
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for words in ("officer-1", "correct horse battery", running.code("officer-1")):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/$"))
    assert page.get_by_role("heading", level=1).inner_text() == "Overview"


# Each language and each look: no colour hangs on the language, and no word on the look.
@pytest.mark.parametrize(("language", "look"), list(zip(LANGUAGES, ["light", "dark"], strict=True)))
def test_axe_finds_nothing_serious_on_any_page(page, running, language, look):
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == AXE_SHA256
    of = list_records(running.house.ledger.engine, Wanted(outcome="blocked"), limit=1)[0].exchange_id
    page.goto(f"/language/{language}")
    page.goto(f"/look/{look}")
    found = {"/sign-in": serious(page, "/sign-in")}
    come_in(page, running, "officer-1")
    pages = [route.path for route in running.app.routes if "{" not in route.path and "GET" in route.methods]
    more = (f"/exchanges/{of}", "/what-if?profile=internet-hospital", "/rules?at=2028-01-01", "/nowhere")
    for path in (*pages, *more):
        if not path.startswith("/static/"):
            found[path] = serious(page, path)
    come_in(page, running, "administrator-1")
    found["/users"] = serious(page, "/users")
    assert not {path: what for path, what in found.items() if what}


def test_an_officer_sees_what_another_profile_would_have_changed(page, running):
    come_in(page, running, "officer-1")
    page.get_by_role("link", name="What if").click()
    page.get_by_label("Profile").select_option("internet-hospital")
    page.get_by_role("button", name="Decide again").click()
    said = page.get_by_role("status").inner_text()
    assert re.fullmatch(r"[1-9]\d* of \d+ exchanges would be decided differently\.", said)
    page.locator("article.ruling a").first.click()
    assert "/exchanges/" in page.url


def test_an_officer_finds_which_duty_nobody_vouches_for_and_what_comes_when(page, running):
    come_in(page, running, "officer-1")
    page.get_by_role("link", name="Rules").click()
    assert page.locator(".left .state.nobody").first.inner_text() == Words("en").attested_nobody
    page.get_by_label("On the day").fill("2028-12-02")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(re.compile("at=2028-12-02"))
    assert "2028-12-02" in page.locator("#enforced").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_a_telephone(page, running, language):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/language/{language}")
    come_in(page, running, "officer-1")
    for path in ("/", "/exchanges", "/rules", "/registry", "/incidents", "/integrity", "/what-if?profile=research"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_of_the_rules_those_that_decided_are_open_and_paper_shows_them_all(page, running):
    come_in(page, running, "officer-1")
    of = list_records(running.house.ledger.engine, Wanted(outcome="blocked"), limit=1)[0]
    page.goto(f"/exchanges/{of.exchange_id}")
    rules = page.locator("details.ruling")
    open_ones = page.locator("details.ruling[open]")
    assert 0 < open_ones.count() < rules.count()
    assert of.reason in open_ones.first.inner_text()
    closed = page.locator("details.ruling:not([open]) dl").first
    assert not closed.is_visible()
    page.emulate_media(media="print")
    assert closed.is_visible()
    assert not page.get_by_role("button", name="Download the proof").is_visible()


def test_look_and_account_are_in_a_menu_that_the_keyboard_opens(page, running):
    come_in(page, running, "officer-1")
    out = page.get_by_role("button", name="Sign out", exact=True)
    assert not out.is_visible()
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    out.click()
    page.wait_for_url(re.compile("/sign-in$"))


def test_a_list_moves_by_itself_once_somebody_asks_for_it_and_until_they_stop_it(page, running):
    come_in(page, running, "officer-1")
    page.goto("/exchanges?outcome=answered")
    page.get_by_role("link", name="Update by itself").click()
    assert page.locator(".live b").inner_text() == Words("en").live_new.format(0)
    new = arrive(running)
    page.get_by_text(Words("en").live_new.format(1)).wait_for()
    first = page.locator("table.records tbody tr").first
    assert new[:12] in first.inner_text()
    assert first.locator(".state").inner_text() == Words("en").live_row
    page.get_by_role("link", name="Stop updating").click()
    assert "refresh" not in page.goto(page.url).headers


@pytest.mark.parametrize(("language", "live"), list(zip(LANGUAGES, ["60", "0"], strict=True)))
def test_axe_finds_nothing_serious_in_a_list_that_moves(page, running, language, live):
    page.goto(f"/language/{language}")
    come_in(page, running, "officer-1")
    try:
        found = serious(page, f"/exchanges?live={live}&seen=1")
    except Error:  # a slow machine was overtaken by the list's own next moment
        found = serious(page, f"/exchanges?live={live}&seen=1")
    assert not found


def arrive(running):
    """One more exchange that was answered."""
    _, one = next(_month(datetime.now(UTC), 2, 20, ("p-" + "0" * 32,)))
    new = replace(one, id=uuid.uuid4().hex, outcome=Outcome.ANSWERED, reason="", actor=None, patient=None)
    running.house.ledger.append(new)
    return new.id


def serious(page, path):
    page.goto(path)
    # Through the debugger and not as a script of the page, which may have none.
    page.evaluate(AXE.read_text())
    answer = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    return [
        (one["id"], one["nodes"][0]["html"][:200])
        for one in answer["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
