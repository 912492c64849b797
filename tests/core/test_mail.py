"""Mail to a real SMTP server on this machine: in clear, by STARTTLS, by TLS, and when it says no."""

import pytest
from pydantic import SecretStr

from assa.ports import free_port
from core.errors import InvalidInput
from core.mail import Attachment, Letter, MailFailed, checked_address, send
from core.settings import Settings
from tests.fakes.mail_server import mail_server, self_signed

LETTER = Letter("awa@sante.example", "Un rapport à lire", "Bonjour é", "k-1", (Attachment("r.pdf", "application/pdf", b"%PDF-1"),))


def settings(port, **more):
    return Settings(_env_file=None, smtp_host="localhost", smtp_port=port, smtp_from="ASSA <assa@sante.example>", **more)


def test_a_letter_arrives_as_it_was_written():
    with mail_server() as server:
        send(LETTER, settings(server.port, smtp_security="none"))
        (letter,) = server.letters
    assert (letter["To"], letter["From"], letter["Subject"]) == ("awa@sante.example", "ASSA <assa@sante.example>", "Un rapport à lire")
    assert letter["Message-ID"] == "<k-1@sante.example>"
    assert letter.get_body().get_content().strip() == "Bonjour é"
    (attached,) = letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type(), attached.get_content()) == ("r.pdf", "application/pdf", b"%PDF-1")


@pytest.mark.parametrize(("security", "at_once"), [("starttls", False), ("ssl", True)])
def test_the_way_is_closed_and_we_say_who_we_are(tmp_path, monkeypatch, security, at_once):
    certificate = self_signed(tmp_path)
    closed = {"smtp_security": security, "smtp_user": "assa"}
    with mail_server(certificate, tls_at_once=at_once) as server:
        # nobody vouches for this certificate: not a word is said
        with pytest.raises(MailFailed, match="no_connection"):
            send(LETTER, settings(server.port, **closed, smtp_password=SecretStr("right")))
        assert server.logins == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        send(LETTER, settings(server.port, **closed, smtp_password=SecretStr("right")))
        assert server.logins == ["assa"]
        assert len(server.letters) == 1
        with pytest.raises(MailFailed, match="refused") as wrong:
            send(LETTER, settings(server.port, **closed, smtp_password=SecretStr("wrong")))
    assert (wrong.value.permanent, wrong.value.fields["status"]) == (True, 535)


@pytest.mark.parametrize(("answer", "permanent"), [("550 no such person awa@sante.example", True), ("451 later", False)])
def test_a_refusal_is_told_without_the_address(answer, permanent):
    with mail_server() as server:
        server.refuse = answer
        with pytest.raises(MailFailed) as failed:
            send(LETTER, settings(server.port, smtp_security="none"))
    assert (failed.value.code, failed.value.permanent) == ("mail.address_refused", permanent)
    assert "awa" not in str(failed.value)
    assert failed.value.__suppress_context__


@pytest.mark.parametrize(
    ("more", "code", "permanent"),
    [
        ({"smtp_security": "none"}, "mail.no_connection", False),
        ({"smtp_security": "none", "smtp_user": "assa"}, "mail.login_in_clear", True),
        ({"smtp_host": None}, "mail.no_server", True),
    ],
)
def test_what_cannot_be_tried_says_why(more, code, permanent):
    with pytest.raises(MailFailed) as failed:
        send(LETTER, settings(free_port()).model_copy(update=more))
    assert (failed.value.code, failed.value.permanent) == (code, permanent)


def test_a_server_without_starttls_is_not_trusted_with_anything():
    with mail_server() as server, pytest.raises(MailFailed, match="not_supported"):
        send(LETTER, settings(server.port))
    assert server.letters == []


@pytest.mark.parametrize(
    "address", ["", "awa", "awa@", "@sante.ml", "awa@sante", "awa@sante.ml\nBcc: x@y.z", "a b@sante.ml", "a@b.c, d@e.f"]
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(InvalidInput, match="bad_address"):
        checked_address(address)


def test_an_address_is_kept_as_it_is_to_be_written():
    assert checked_address("  Awa.Traore@sante.gov.ml ") == "Awa.Traore@sante.gov.ml"
