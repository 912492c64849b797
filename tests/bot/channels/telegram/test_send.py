"""Sending over the fake Bot API: what arrives, and what each failure becomes."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.channels.base import Channel, Refused, RetryLater
from bot.channels.telegram.send import TelegramChannel
from bot.inbound import Inbound, Kind
from bot.outbound import Choice, Layout, Outbound, Part
from bot.render.fit import fit
from core.settings import Settings
from tests.bot.channels.telegram.conftest import AWA
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.server import serve

TO = str(AWA)


def inbound(callback_id: str | None = None) -> Inbound:
    return Inbound("telegram", TO, "1", Kind.TEXT, text="Bonjour", callback_id=callback_id)


async def test_it_is_a_channel(channel: TelegramChannel) -> None:
    checked: Channel = channel
    assert checked.name == "telegram"


async def test_a_text_arrives_as_it_is_without_a_preview(channel: TelegramChannel, api: FakeBotApi) -> None:
    text = 'Lavez-vous les mains *souvent* <b>!</b> [lien](https://exemple.org) _ɛɔɲŋ_ 😷 & {"a": 1}'
    provider_id = await channel.send(TO, Part("masks", text))
    (sent,) = api.sent(AWA)
    assert sent.text == text
    assert provider_id.isdecimal()
    assert TO not in provider_id
    assert sent.data["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in sent.data
    assert "reply_markup" not in sent.data


@pytest.mark.parametrize("layout", [Layout.BUTTONS, Layout.LIST])
async def test_choices_are_buttons_one_a_row(layout: Layout, channel: TelegramChannel, api: FakeBotApi) -> None:
    choices = (Choice("9.1", "1. Français"), Choice("9.2", "2. Bamanankan"))
    await channel.send(TO, Part("utter_language", "Quelle langue ?", layout, choices, list_label="Choisir"))
    (sent,) = api.sent(AWA)
    assert sent.choices == [("9.1", "1. Français"), ("9.2", "2. Bamanankan")]
    assert [len(row) for row in sent.rows] == [1, 1]


@pytest.mark.parametrize("text", ["x" * 4096, "ɛ" * 4096, "😷" * 2048, "{", "[1]", "0"])
async def test_what_fits_arrives_whole(text: str, channel: TelegramChannel, api: FakeBotApi) -> None:
    for part in fit(Outbound("masks", text), channel.capabilities):
        await channel.send(TO, part)
    assert "".join(sent.text for sent in api.sent(AWA)) == text


async def test_a_hundred_choices_of_the_longest_title_fit(channel: TelegramChannel, api: FakeBotApi) -> None:
    choices = tuple(Choice(f"9.{n}", f"{n:03} " + "ŋ" * 60) for n in range(1, 101))
    (part,) = fit(Outbound("utter_menu", "Choisissez", choices), channel.capabilities)
    await channel.send(TO, part)
    assert len(api.sent(AWA)[0].choices) == 100


@pytest.mark.parametrize(
    ("arrange", "reason"),
    [
        (lambda api: api.blocked.add(AWA), "blocked"),
        (lambda api: api.deactivated.add(AWA), "not_on_channel"),
        (lambda api: api.chats.clear(), "not_on_channel"),
        (lambda api: api.fail(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001), "not_on_channel"),
        (lambda api: api.fail(400, "Bad Request: can't parse"), "invalid"),
    ],
)
async def test_what_will_not_pass_is_refused(
    arrange: Callable[[FakeBotApi], None], reason: str, channel: TelegramChannel, api: FakeBotApi
) -> None:
    arrange(api)
    with pytest.raises(Refused) as caught:
        await channel.send(TO, Part("masks", "Bonjour"))
    assert caught.value.reason == reason
    assert api.sent(AWA) == []


@pytest.mark.parametrize(
    "part",
    [
        Part("x", ""),
        Part("x", "x" * 4097),
        Part("x", "texte", Layout.BUTTONS, (Choice("x" * 65, "Oui"),)),
        Part("x", "texte", Layout.BUTTONS, (Choice("1.1", ""),)),
    ],
)
async def test_a_part_that_does_not_fit_is_invalid(part: Part, channel: TelegramChannel) -> None:
    with pytest.raises(Refused) as caught:
        await channel.send(TO, part)
    assert caught.value.reason == "invalid"


@pytest.mark.parametrize("address", ["", "@assa", "abc", "1 2", "--1"])
async def test_an_address_that_is_no_chat_is_not_even_tried(address: str, channel: TelegramChannel, api: FakeBotApi) -> None:
    with pytest.raises(Refused):
        await channel.send(address, Part("masks", "Bonjour"))
    assert api.requests == []


@pytest.mark.parametrize(
    ("arrange", "delay"),
    [
        (lambda api: api.flood(7), 7.0),
        (lambda api: api.fail(429, "Too Many Requests"), None),
        (lambda api: api.fail(500, "Internal Server Error"), None),
        (lambda api: api.fail(502, "Bad Gateway"), None),
        (lambda api: api.fail(401, "Unauthorized"), None),
        (lambda api: api.fail(404, "Not Found"), None),
        (lambda api: api.fail(409, "Conflict"), None),
        (lambda api: api.drop(), None),
        (lambda api: api.answer(200, "<html>"), None),
        (lambda api: api.answer(200, "{}", "application/json"), None),
        (lambda api: api.answer(200, '{"ok":true,"result":{}}', "application/json"), None),
        (lambda api: api.answer(200, '{"ok":true,"result":7}', "application/json"), None),
        (lambda api: api.answer(200, "[]", "application/json"), None),
        (lambda api: api.answer(403, "<html>Forbidden by the proxy</html>"), None),
        (lambda api: api.answer(400, "<html>"), None),
        (lambda api: api.answer(503, "<html>"), None),
    ],
)
async def test_what_may_pass_is_tried_again_and_then_arrives(
    arrange: Callable[[FakeBotApi], None], delay: float | None, channel: TelegramChannel, api: FakeBotApi
) -> None:
    arrange(api)
    with pytest.raises(RetryLater) as caught:
        await channel.send(TO, Part("masks", "Bonjour"))
    assert caught.value.delay == delay
    assert api.sent(AWA) == []
    await channel.send(TO, Part("masks", "Bonjour"))
    assert len(api.sent(AWA)) == 1


async def test_an_answer_that_does_not_come_is_tried_again(telegram_settings: Settings, api: FakeBotApi) -> None:
    api.hang(1)
    channel = TelegramChannel(telegram_settings, timeout=0.2)
    with pytest.raises(RetryLater, match="TimedOut"):
        await channel.send(TO, Part("masks", "Bonjour"))
    await channel.close()


async def test_a_server_that_is_away_is_tried_again(telegram_settings: Settings) -> None:
    with serve(FakeBotApi().app) as gone:
        pass
    channel = TelegramChannel(telegram_settings.model_copy(update={"telegram_api_url": gone}))
    with pytest.raises(RetryLater, match="NetworkError"):
        await channel.send(TO, Part("masks", "Bonjour"))
    await channel.close()


async def test_a_wrong_token_is_the_operators_fault_and_drops_nothing(telegram_settings: Settings, api: FakeBotApi) -> None:
    channel = TelegramChannel(telegram_settings.model_copy(update={"telegram_token": SecretStr("123456789:wrong")}))
    with capture_logs() as logs, pytest.raises(RetryLater):
        await channel.send(TO, Part("masks", "Bonjour"))
    assert [(line["event"], line["log_level"]) for line in logs] == [("telegram.invalid_token", "error")]
    assert "ASSA_TELEGRAM_TOKEN" in logs[0]["hint"]
    await channel.close()


@pytest.mark.parametrize(
    "trouble",
    [
        lambda api: None,
        lambda api: api.fail(401, "Unauthorized"),
        lambda api: api.drop(),
        lambda api: api.answer(500, "<html>"),
        lambda api: api.answer(200, "<html>"),
        lambda api: api.blocked.add(AWA),
    ],
)
async def test_neither_token_nor_text_nor_address_is_in_logs_or_errors(
    trouble: Callable[[FakeBotApi], None], telegram_settings: Settings, api: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = TelegramChannel(telegram_settings)
    trouble(api)
    with capture_logs() as logs:
        try:
            await channel.send(TO, Part("masks", "ma fille tousse"))
        except (Refused, RetryLater) as error:
            logs.append({"event": repr(error), "log_level": "error"})
    await channel.close()
    written = str(logs) + caplog.text + repr(channel.client)
    for secret in (api.token, "AAFake", "fille", TO):
        assert secret not in written


@pytest.mark.parametrize("token", [None, SecretStr("")])
def test_without_its_settings_there_is_no_channel(token: SecretStr | None, telegram_settings: Settings) -> None:
    with pytest.raises(ValueError, match="ASSA_TELEGRAM_TOKEN"):
        TelegramChannel(telegram_settings.model_copy(update={"telegram_token": token}))


async def test_closing_twice_and_sending_after_it_do_no_harm(telegram_settings: Settings, api: FakeBotApi) -> None:
    channel = TelegramChannel(telegram_settings)
    await channel.close()
    await channel.close()
    with pytest.raises(RetryLater):
        await channel.send(TO, Part("masks", "Bonjour"))


async def test_a_slash_at_the_end_of_the_url_does_no_harm(telegram_settings: Settings, api: FakeBotApi) -> None:
    channel = TelegramChannel(telegram_settings.model_copy(update={"telegram_api_url": telegram_settings.telegram_api_url + "/"}))
    await channel.send(TO, Part("masks", "Bonjour"))
    assert len(api.sent(AWA)) == 1
    await channel.close()


# Typing, and taps


async def test_attending_shows_typing(channel: TelegramChannel, api: FakeBotApi) -> None:
    await channel.attend(inbound())
    assert api.requests == ["sendChatAction"]
    assert api.called("sendChatAction")[0].data == {"chat_id": AWA, "action": "typing"}


async def test_attending_a_tap_also_stops_the_button(channel: TelegramChannel, api: FakeBotApi) -> None:
    await channel.send(TO, Part("x", "Fièvre ?", Layout.BUTTONS, (Choice("9.1", "Oui"),)))
    query = api.tap(AWA, "Oui")["callback_query"]["id"]
    await channel.attend(inbound(query))
    assert api.called("answerCallbackQuery")[0].data == {"callback_query_id": query}
    assert len(api.called("sendChatAction")) == 1


async def test_a_tap_that_is_too_old_still_shows_typing(channel: TelegramChannel, api: FakeBotApi) -> None:
    with capture_logs() as logs:
        await channel.attend(inbound("30069068901234567"))
    assert len(api.called("sendChatAction")) == 1
    assert [line["event"] for line in logs] == ["telegram.not_attended"]
    assert "30069068901234567" not in str(logs)


@pytest.mark.parametrize(
    "trouble",
    [
        lambda api: api.fail(500, "Internal Server Error"),
        lambda api: api.flood(3),
        lambda api: api.blocked.add(AWA),
        lambda api: api.drop(),
        lambda api: api.answer(200, "<html>"),
        lambda api: api.answer(200, "{}", "application/json"),
    ],
)
async def test_attending_never_fails(trouble: Callable[[FakeBotApi], None], channel: TelegramChannel, api: FakeBotApi) -> None:
    trouble(api)
    with capture_logs() as logs:
        await channel.attend(inbound())
    assert [line["event"] for line in logs] == ["telegram.not_attended"]
    assert TO not in str(logs)


# Recordings


@pytest.fixture
def recording(tmp_path: Path) -> str:
    (tmp_path / "bm").mkdir()
    (tmp_path / "bm" / "masks.ogg").write_bytes(b"OggS the voice")
    return "bm/masks.ogg"


async def test_a_recording_follows_the_text_as_a_voice_message(channel: TelegramChannel, api: FakeBotApi, recording: str) -> None:
    await channel.send(TO, Part("masks", "Masiki", Layout.BUTTONS, (Choice("9.1", "Menu"),), audio=recording))
    assert [call.method for call in api.calls] == ["sendMessage", "sendVoice"]
    assert api.called("sendVoice")[0].files["voice"] == ("masks.ogg", b"OggS the voice")


@pytest.mark.parametrize(("suffix", "sent_as"), [("opus", "ogg"), ("oga", "ogg"), ("mp3", "mp3"), ("m4a", "m4a"), ("OGG", "ogg")])
async def test_each_format_that_telegram_plays_is_accepted(
    suffix: str, sent_as: str, channel: TelegramChannel, api: FakeBotApi, tmp_path: Path
) -> None:
    (tmp_path / f"masks.{suffix}").write_bytes(b"sound")
    await channel.send(TO, Part("masks", "Masiki", audio=f"masks.{suffix}"))
    assert api.called("sendVoice")[0].files["voice"] == (f"masks.{sent_as}", b"sound")


async def test_a_recording_is_uploaded_once_and_again_when_it_changed(
    channel: TelegramChannel, api: FakeBotApi, recording: str, tmp_path: Path
) -> None:
    part = Part("masks", "Masiki", audio=recording)
    await channel.send(TO, part)
    await channel.send(TO, part)
    assert [bool(call.files) for call in api.called("sendVoice")] == [True, False]
    (tmp_path / recording).write_bytes(b"OggS a better voice")
    await channel.send(TO, part)
    assert api.called("sendVoice")[-1].files["voice"][1] == b"OggS a better voice"


async def test_a_recording_whose_id_is_good_no_more_is_uploaded_again_the_next_time(
    channel: TelegramChannel, api: FakeBotApi, recording: str
) -> None:
    part = Part("masks", "Masiki", audio=recording)
    await channel.send(TO, part)
    api.forget_voices()
    await channel.send(TO, part)
    await channel.send(TO, part)
    assert [call.method for call in api.calls] == ["sendMessage", "sendVoice", "sendMessage", "sendMessage", "sendVoice"]


@pytest.mark.parametrize("name", ["bm/nothing.ogg", "bm", "", "bm/masks.txt"])
async def test_without_a_recording_the_text_still_goes(
    name: str, channel: TelegramChannel, api: FakeBotApi, recording: str, tmp_path: Path
) -> None:
    (tmp_path / "bm" / "masks.txt").write_text("no sound")
    with capture_logs() as logs:
        await channel.send(TO, Part("masks", "Masiki", audio=name))
    assert [call.method for call in api.calls] == ["sendMessage"]
    assert [line["event"] for line in logs] == ["telegram.no_recording"]


@pytest.mark.parametrize(
    "trouble",
    [
        lambda api: api.fail(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN", method="sendVoice"),
        lambda api: api.fail(500, method="sendVoice"),
        lambda api: api.drop(method="sendVoice"),
    ],
)
async def test_a_recording_that_cannot_be_sent_does_not_send_the_text_twice(
    trouble: Callable[[FakeBotApi], None], channel: TelegramChannel, api: FakeBotApi, recording: str
) -> None:
    trouble(api)
    with capture_logs() as logs:
        assert await channel.send(TO, Part("masks", "Masiki", audio=recording))
    assert [call.method for call in api.calls] == ["sendMessage"]
    assert [line["event"] for line in logs] == ["telegram.recording_not_sent"]
    assert TO not in str(logs)
