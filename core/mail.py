"""Mail by SMTP (`ASSA_SMTP_*`). What went wrong is told by a code: neither the address nor a word of the letter."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage

from core.errors import AssaError, InvalidInput
from core.settings import Settings

TIMEOUT = 30.0
"""Seconds that a server may take for each answer."""


class MailFailed(AssaError):
    """Not sent. permanent: it will not be otherwise in an hour (refused, or the settings are wrong)."""

    code = "mail.failed"

    def __init__(self, code: str, *, permanent: bool, status: int | None = None) -> None:
        super().__init__(code, status=status)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Attachment:
    """media_type: `application/pdf`."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """key: the same for the same letter, so that a mail program shows one that came twice once."""

    to: str
    subject: str
    text: str
    key: str
    attachments: Sequence[Attachment] = field(default=())


def checked_address(address: str) -> str:
    """An address as it is to be written. Raises InvalidInput `mail.bad_address`."""
    try:
        read = Address(addr_spec=address.strip())
    except (ValueError, IndexError, MessageError) as error:
        raise InvalidInput("mail.bad_address") from error
    if not read.username or "." not in read.domain:
        raise InvalidInput("mail.bad_address")
    return read.addr_spec


def send(letter: Letter, settings: Settings) -> None:
    """Hand a letter to the server; waits for it. Raises MailFailed."""
    try:
        with _opened(settings) as server:
            server.send_message(_message(letter, settings))
    except smtplib.SMTPRecipientsRefused as error:
        status = next(iter(error.recipients.values()))[0]
        raise MailFailed("mail.address_refused", permanent=status >= 500, status=status) from None
    except smtplib.SMTPResponseException as error:
        raise MailFailed("mail.refused", permanent=error.smtp_code >= 500, status=error.smtp_code) from None
    except smtplib.SMTPNotSupportedError:
        raise MailFailed("mail.not_supported", permanent=True) from None
    except (smtplib.SMTPException, OSError):
        raise MailFailed("mail.no_connection", permanent=False) from None


def _opened(settings: Settings) -> smtplib.SMTP:
    if settings.smtp_host is None:
        raise MailFailed("mail.no_server", permanent=True)
    if settings.smtp_user and settings.smtp_security == "none":
        raise MailFailed("mail.login_in_clear", permanent=True)
    if settings.smtp_security == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user and settings.smtp_password is not None:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _message(letter: Letter, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.smtp_from
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{letter.key}@{settings.smtp_from.rpartition('@')[2].strip('> ')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    for each in letter.attachments:
        kind, _, subtype = each.media_type.partition("/")
        message.add_attachment(each.content, maintype=kind, subtype=subtype, filename=each.name)
    return message
