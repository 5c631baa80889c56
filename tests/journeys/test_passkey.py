"""A person adds a passkey and signs in with it, and another sets up an authenticator app, all under the strict policy."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, expect
from walking import PASSWORD, Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def walk(practice: str, chromium: Browser) -> Iterator[Walk]:
    """A browser at the sign-in page. Passkeys belong to a name, so the practice is called by its name here."""
    address = practice.replace("127.0.0.1", "localhost")
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    walk = Walk(context.new_page(), address)
    walk.page.goto("/")
    yield walk
    context.close()
    told = [*walk.elsewhere, *walk.complaints, *walk.barriers]
    assert not told, "\n".join(told)


def by_password(walk: Walk, name: str) -> None:
    page = walk.page
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(walk: Walk) -> None:
    walk.page.get_by_role("button", name="Sign out").first.click()
    walk.page.goto("/accounts/login/")


def confirm(walk: Walk) -> None:
    """Prove again who one is, where Clew asks for it before a factor is changed."""
    if "reauthenticate" in walk.page.url:
        walk.page.get_by_label("Password").fill(PASSWORD)
        walk.page.get_by_role("button", name=re.compile("Confirm|Continue|Sign in")).click()


def test_a_passkey_is_added_used_and_removed(walk: Walk) -> None:
    page = walk.page
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    by_password(walk, "rhea")
    page.get_by_role("button", name="Sign out").first.wait_for()

    page.goto("/accounts/2fa/webauthn/add/")
    confirm(walk)
    walk.look("passkey-add")
    page.get_by_label("Name").fill("Laptop")
    passwordless = page.locator('input[name="passwordless"]')
    if passwordless.count():
        passwordless.check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.locator("main")).to_contain_text(re.compile("recovery|Laptop", re.I))
    page.goto("/accounts/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("Laptop")
    walk.look("passkey-list")
    page.goto("/accounts/2fa/")
    walk.look("second-factors")

    sign_out(walk)
    page.locator("#passkey_login").click()
    page.get_by_role("button", name="Sign out").first.wait_for()
    expect(page).to_have_url(re.compile("/reference/"))

    page.goto("/accounts/2fa/webauthn/")
    page.locator('a[href$="/remove/"]').first.click()
    confirm(walk)
    page.locator("main form button").first.click()
    page.goto("/accounts/2fa/webauthn/")
    expect(page.locator("main")).not_to_contain_text("Laptop")


def test_an_authenticator_app_is_set_up_asked_for_and_replaced_by_a_spare_code(walk: Walk) -> None:
    page = walk.page
    by_password(walk, "max")
    page.get_by_role("button", name="Sign out").first.wait_for()
    page.goto("/accounts/2fa/totp/activate/")
    confirm(walk)
    walk.look("authenticator-app")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("#id_code").fill(code(secret))
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("recovery-codes"))
    walk.look("recovery-codes")
    spare = re.findall(r"\b[0-9a-f]{8}\b", page.locator("#recovery_codes").input_value())
    assert len(spare) == 10

    sign_out(walk)
    by_password(walk, "max")
    page.locator("#id_code").wait_for()
    walk.look("second-step")
    page.locator("#id_code").fill("000000")
    page.get_by_role("button", name="Sign In").first.click()
    expect(page.locator("main")).to_contain_text("Incorrect code")
    page.goto("/practice/")
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))

    # The phone is lost: a spare code opens once, and the app is set up anew or removed.
    page.locator("#id_code").fill(spare[0])
    page.get_by_role("button", name="Sign In").first.click()
    page.get_by_role("button", name="Sign out").first.wait_for()
    page.goto("/accounts/2fa/totp/deactivate/")
    confirm(walk)
    page.locator("main form button").first.click()
    page.goto("/accounts/2fa/")
    expect(page.locator("main")).to_contain_text("not active")


def code(secret: str) -> str:
    """The code that an authenticator app would show now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
