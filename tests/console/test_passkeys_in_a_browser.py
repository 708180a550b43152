"""Passkeys in Chromium with a virtual authenticator, and the way to the identity provider and back, in English and Chinese and under axe-core's eyes."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from console_samples import PASSWORD
from entrance_samples import entrance
from oidc_provider import CLIENT, OpenIdProvider
from test_in_a_browser import serious

from medguard.console.issuer import BACK
from medguard.console.words import LANGUAGES, Words


@pytest.fixture(scope="module")
def provider():
    opened = OpenIdProvider()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def ours(provider, tmp_path_factory):
    folder = tmp_path_factory.mktemp("entrance")

    def know(origin):
        provider.redirect_uri = origin + BACK

    # The provider is on 127.0.0.1 and the console on localhost: two sites, as in a hospital, so that strict cookies are strict.
    oidc = {"issuer": provider.url, "client_id": CLIENT, "secret": {"variable": "TEST_CLIENT_SECRET"}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEST_CLIENT_SECRET", "s3cret+with/odd=letters")
        url = f"sqlite:///{folder / 'ledger.db'}"
        with entrance(folder, url, opened_for=know, oidc=oidc, passkeys="alone") as opened:
            yield opened


@pytest.fixture
def page(browser, ours):
    context = browser.new_context(base_url=ours.origin, locale="en")
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    said = []
    opened.on("console", lambda message: said.append(message.text))
    yield opened
    context.close()
    assert not [one for one in said if "Content Security Policy" in one and "axe" not in one]


class Authenticator:
    """A device with a finger on it, which can be one that does not ask for it."""

    def __init__(self, page, **options):
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable")
        usual = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": usual | options})
        self.id = added["authenticatorId"]

    def keys(self):
        return self._cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def put(self, key):
        self._cdp.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": key})

    def clear(self):
        self._cdp.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})

    def verifies(self, *, yes):
        self._cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": yes})


def come_in(page, ours, name):
    """A session without the form, which has a test of its own."""
    token = ours.house.accounts.begin(ours.house.accounts.find(name), by="password")
    page.context.add_cookies([{"name": "medguard", "value": token, "url": ours.origin, "sameSite": "Strict"}])
    page.goto("/account")


def make_a_passkey(page, ours, name, label="My laptop"):
    come_in(page, ours, name)
    form = page.locator("form[action='/account/passkeys']")
    form.get_by_label("Name of the device").fill(label)
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_label("One-time code").fill(ours.code(name))
    form.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("cell", name=label, exact=True).wait_for()


def strangers_page(page):
    page.context.clear_cookies()
    page.goto("/sign-in")


def signs_in(page):
    page.get_by_role("button", name="Sign in with a passkey").click()


def test_a_passkey_is_made_opens_alone_counts_and_is_removed(page, ours):
    name, device = ours.add("passkey-1", "officer"), Authenticator(page)
    make_a_passkey(page, ours, name, "李医生的电脑")
    assert page.locator("main table").inner_text().count("李医生的电脑") == 1
    said = ours.told("passkey", 1)[0]
    assert (said["act"], said["account"], said["by"]) == ("registered", name, name)
    for times in (1, 2):
        strangers_page(page)
        signs_in(page)
        page.wait_for_url(re.compile(r"/$"))
        assert page.get_by_role("heading", level=1).inner_text() == "Overview"
        said = ours.told(most=1)[0]
        assert (said["act"], said["account"], said["by"]) == ("opened", name, "passkey")
        (kept,) = ours.house.passkeys.kept.of(ours.house.accounts.find(name))
        assert kept.sign_count == device.keys()[0]["signCount"] >= times
    page.goto("/account")
    page.get_by_role("button", name="Remove 李医生的电脑").click()
    page.wait_for_url(re.compile("/account$"))
    assert page.locator("main table").count() == 0
    assert ours.told("passkey", 1)[0]["act"] == "removed"
    strangers_page(page)
    signs_in(page)
    page.wait_for_url(re.compile("/sign-in/passkey$"))
    assert page.get_by_role("alert").first.inner_text() == Words("en").passkey_not_in
    assert "李医生" not in ours.everything()


def test_a_passkey_takes_the_place_of_the_code(page, ours):
    name = ours.add("passkey-2", "auditor")
    Authenticator(page)
    make_a_passkey(page, ours, name)
    for password, opens in (("wrong", False), (PASSWORD, True)):
        strangers_page(page)
        page.get_by_label("Account", exact=True).fill(name)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Password and passkey, without a code").click()
        page.wait_for_url(re.compile(r"/$" if opens else r"/sign-in$"))
        if not opens:
            page.get_by_role("alert").first.wait_for()
        said = ours.told(most=1)[0]
        assert (said["account"], said["by"], said["why"]) == (name, "password_and_passkey", "" if opens else "password")


def test_a_passkey_of_somebody_else_takes_no_code_s_place(page, ours):
    mine, other = ours.add("passkey-3", "auditor"), ours.add("passkey-4", "officer")
    Authenticator(page)
    make_a_passkey(page, ours, mine)
    strangers_page(page)
    page.get_by_label("Account", exact=True).fill(other)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Password and passkey, without a code").click()
    page.get_by_text(Words("en").passkey_not_in).wait_for()
    said = ours.told(most=1)[0]
    assert (said["act"], said["account"], said["why"]) == ("refused", other, "passkey")


def test_a_copy_of_a_passkey_counts_backwards_and_is_told(page, ours):
    name, device = ours.add("passkey-5", "officer"), Authenticator(page)
    make_a_passkey(page, ours, name)
    (copy,) = device.keys()
    for _ in range(3):
        strangers_page(page)
        signs_in(page)
        page.wait_for_url(re.compile(r"/$"))
    device.clear()
    device.put(copy)
    strangers_page(page)
    signs_in(page)
    page.get_by_text(Words("en").passkey_not_in).wait_for()
    said = ours.told(most=1)[0]
    assert (said["act"], said["account"], said["by"], said["why"]) == ("refused", name, "passkey", "counter")


def test_a_device_that_does_not_verify_its_user_opens_nothing(page, ours):
    name, device = ours.add("passkey-6", "officer"), Authenticator(page)
    make_a_passkey(page, ours, name)
    device.verifies(yes=False)
    strangers_page(page)
    signs_in(page)
    page.locator("#passkey-note").wait_for()
    assert page.locator("#passkey-note").inner_text() == Words("en").passkey_none
    assert page.evaluate("document.activeElement.id") == "passkey-note"
    assert "medguard" not in {one["name"] for one in page.context.cookies()}


@pytest.mark.parametrize("lacks", ["hasResidentKey", "hasUserVerification"])
def test_a_device_that_keeps_or_verifies_nothing_gets_no_passkey(page, ours, lacks):
    name = ours.add(f"passkey-{lacks}", "officer")
    Authenticator(page, **{lacks: False, "transport": "usb"})
    come_in(page, ours, name)
    form = page.locator("form[action='/account/passkeys']")
    for field, value in (("Name of the device", "key"), ("Password", PASSWORD), ("One-time code", "123456")):
        form.get_by_label(field).fill(value)
    form.get_by_role("button", name="Make a passkey").click()
    page.locator("#passkey-note").wait_for()
    assert not ours.house.passkeys.kept.of(ours.house.accounts.find(name))


def test_new_secrets_end_every_passkey(page, ours):
    name, device = ours.add("passkey-7", "officer"), Authenticator(page)
    make_a_passkey(page, ours, name)
    form = page.locator("form[action='/account/renew']")
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_label("One-time code").fill(ours.code(name))
    form.get_by_role("button").click()
    page.wait_for_url(re.compile("/account/renew$"))
    assert device.keys()
    strangers_page(page)
    signs_in(page)
    page.get_by_text(Words("en").passkey_not_in).wait_for()


def test_it_is_done_with_the_keyboard(page, ours):
    name = ours.add("passkey-8", "reviewer")
    Authenticator(page)
    make_a_passkey(page, ours, name)
    strangers_page(page)
    page.get_by_role("link", name=Words("en").issuer_sign_in).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == Words("en").passkey_sign_in
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/$"))


def test_without_a_script_there_is_the_code_and_nothing_that_does_not_work(browser, ours):
    context = browser.new_context(base_url=ours.origin, locale="en", java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/sign-in")
    assert [one.inner_text() for one in page.get_by_role("button").all() if one.is_visible()] == ["Sign in"]
    for label, value in (("Account", "officer-1"), ("Password", PASSWORD), ("One-time code", ours.code("officer-1"))):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/$"))
    page.goto("/account")
    assert not page.get_by_role("button", name="Make a passkey").is_visible()
    context.close()


@contextmanager
def signed_in_at_the_provider(page, provider, ours):
    name = ours.add(f"person-{provider.person['sub']}", "officer")
    ours.house.identities.link(name, issuer=provider.url, subject=provider.person["sub"], by="administrator-1")
    page.goto("/sign-in")
    page.get_by_role("link", name=Words("en").issuer_sign_in).click()
    page.wait_for_url(re.compile(r"/$"))
    yield name


def test_to_the_identity_provider_and_back_into_the_console_and_out_of_both(page, provider, ours):
    provider.honest()
    provider.person = {"sub": "in-a-browser"}
    with signed_in_at_the_provider(page, provider, ours) as name:
        assert page.get_by_role("heading", level=1).inner_text() == "Overview"  # the strict cookie came along
        menu = page.locator(".menu summary")
        assert name in menu.inner_text()
        assert "code=" not in page.url
        menu.click()
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.wait_for_url(re.compile("/signed-out$"))
        page.get_by_role("link", name="Sign out there, too").click()
        page.wait_for_url(re.compile("/end"))
        assert page.title() == "out"


def test_the_provider_does_not_learn_where_people_go_and_no_page_of_it_may_frame_us(page, provider, ours):
    answer = page.goto("/sign-in")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(f"script-src {ours.origin}/static/passkeys.js; default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "same-origin"
    come_in(page, ours, "officer-1")
    assert "script-src" not in page.goto("/exchanges").headers["content-security-policy"]


# Each language and each look: no colour hangs on the language, and no word on the look.
@pytest.mark.parametrize(("language", "look"), list(zip(LANGUAGES, ["light", "dark"], strict=True)))
def test_axe_finds_nothing_serious_on_the_pages_of_the_entrance(page, provider, ours, language, look):
    provider.honest()
    name = ours.add(f"axe-{language}-{look}", "officer")
    Authenticator(page)
    make_a_passkey(page, ours, name)
    page.goto(f"/language/{language}")
    page.goto(f"/look/{look}")
    found = {"/account": serious(page, "/account")}
    come_in(page, ours, "administrator-1")
    found["/users"] = serious(page, "/users")
    page.context.clear_cookies(name="medguard")
    for path in ("/sign-in", "/signed-out", BACK):
        found[path] = serious(page, path)
    provider.person = {"sub": "nobody"}
    found["nobody"] = serious(page, "/sign-in/issuer")
    assert "nobody" in page.locator("[role=alert]").first.inner_text()
    assert not {path: what for path, what in found.items() if what}
    for path in ("/sign-in", "/signed-out"):
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
