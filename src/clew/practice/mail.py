"""The mail server of the owner, if there is one: hand over one message, and say what became of it."""

from __future__ import annotations

import hashlib
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


class Outcome(Enum):
    """What is known once the conversation with the mail server is over."""

    TAKEN = "the mail server took it"
    REFUSED = "the mail server refused it for good"
    LATER = "it was not taken, and can be tried again"
    UNCERTAIN = "the text was on its way and no answer came"


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome, and in a word why it is no better. `reached` is false where there was no server to speak with."""

    outcome: Outcome
    error: str = ""
    reached: bool = True


class _Listening:
    """Notes whether a text was handed over to which no answer came yet."""

    unanswered = False

    def data(self, msg: Any) -> Any:
        self.unanswered = True
        answer = super().data(msg)  # type: ignore[misc]
        self.unanswered = False
        return answer


class _Plain(_Listening, smtplib.SMTP):
    pass


class _Encrypted(_Listening, smtplib.SMTP_SSL):
    pass


class _Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The connection that notes how far it came."""
        return _Encrypted if self.use_ssl else _Plain


def configured() -> bool:
    """Whether the owner has named a mail server."""
    return bool(settings.CLEW_MAIL)


def message_id(key: str) -> str:
    """Return the Message-ID of what has this key: always the same, so that a copy can be seen to be one."""
    domain = parseaddr(settings.CLEW_MAIL_FROM)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(f'clew notice {key}'.encode()).hexdigest()[:40]}@{domain}>"


def hand_over(*, to: str, subject: str, body: str, key: str) -> Answer:
    """Hand one message to the mail server. Never raises for what a server, a network or an address does."""
    names: dict[str, Any] = settings.CLEW_MAIL
    server = _Backend(**names, fail_silently=False)
    try:
        message = EmailMessage(
            subject,
            body,
            settings.CLEW_MAIL_FROM,
            [to],
            headers={"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"},
        )
        message.message()  # refuses an address that would break out of its line
    except ValueError:
        return Answer(Outcome.REFUSED, "bad_address")
    try:
        server.open()
    except smtplib.SMTPAuthenticationError:
        return Answer(Outcome.LATER, "sign_in", reached=False)
    except (OSError, smtplib.SMTPException):
        return Answer(Outcome.LATER, "down", reached=False)
    try:
        return _say(server, message)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.close()


def _say(server: _Backend, message: EmailMessage) -> Answer:
    try:
        server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        return _refused(max(codes), by_address=True)
    except smtplib.SMTPResponseException as refused:
        return _refused(refused.smtp_code, by_address=False)
    except (OSError, smtplib.SMTPException):
        if getattr(server.connection, "unanswered", True):
            return Answer(Outcome.UNCERTAIN, "no_answer", reached=False)
        return Answer(Outcome.LATER, "down", reached=False)
    except (ValueError, UnicodeError):  # an address that no mail server could be asked for
        return Answer(Outcome.REFUSED, "bad_address")
    return Answer(Outcome.TAKEN)


def _refused(code: int, *, by_address: bool) -> Answer:
    """A code of 500 or more is final for this address or text; one about ourselves can be mended by the owner."""
    if code >= 500 and by_address:
        return Answer(Outcome.REFUSED, "refused")
    return Answer(Outcome.LATER, "refused")
