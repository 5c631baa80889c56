"""Sign-in: people are added by the practice; nobody signs themselves up, and no address leaves the machine."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from clew.practice import audit
from clew.practice.actions import keys
from clew.practice.transactions import write


class AccountAdapter(DefaultAccountAdapter):
    """Clew's rules for sign-in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs themselves up."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Write down that somebody signed in."""
        with write():
            audit.append(action="sign_in", actor=user.pk, kind="user", object=str(user.pk))
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down that somebody failed to sign in; not which name was tried, since it may be a password."""
        with write():
            audit.append(action="sign_in.failed", actor=None, kind="user")
        super().authentication_failed(request, **credentials)

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        """Clew sends no mail of its own accord."""


class MFAAdapter(DefaultMFAAdapter):
    """Second factors show the person's name in Clew, not an e-mail address, and their secrets are sealed."""

    def encrypt(self, text: str) -> str:
        """Seal the secret of an authenticator app or of recovery codes before it is stored."""
        return keys.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret again."""
        return keys.open_secret(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the practice system for the passkey."""
        entity = dict(super().get_public_key_credential_rp_entity())
        entity["name"] = "Clew"
        return entity

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Name the person for the passkey as Clew does."""
        entity = dict(super().get_public_key_credential_user_entity(user))
        return {**entity, "name": user.username, "display_name": str(user)}

    def get_totp_label(self, user: Any) -> str:
        """Name the person for the authenticator app."""
        return str(user.username)
