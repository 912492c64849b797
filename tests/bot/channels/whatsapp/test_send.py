"""Sending over HTTP to the fake Graph API: each layout, recordings, and every way of failing."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from bot.channels.base import Channel, Refused, RetryLater
from bot.channels.whatsapp.capabilities import CAPABILITIES
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.inbound import Inbound, Kind
from bot.outbound import Choice, Layout, Outbound, Part
from bot.render.fit import fit
from core.settings import Settings
from tests.bot.channels.whatsapp.conftest import AWA
from tests.fakes.graph_api import FakeGraphApi

HELLO = Part("utter_greet", "I ni ce ! Bonjour.")
INBOUND = Inbound("whatsapp", AWA, "wamid.HBgLMjIzNzYwMDAwMDEVAgASGBQ", Kind.TEXT, "Bonjour")


def choices(count: int, title: str = "Choix {}") -> tuple[Choice, ...]:
    return tuple(Choice(f"3.{n}", title.format(n)) for n in range(1, count + 1))


async def test_a_text_is_sent_as_it_is_and_has_the_providers_id(channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    same: Channel = channel
    provider_id = await same.send(AWA, HELLO)
    (sent,) = graph.sent
    assert (sent.id, sent.to, sent.type, sent.text) == (provider_id, AWA, "text", "I ni ce ! Bonjour.")
    assert sent.raw["text"]["preview_url"] is False


async def test_choices_are_sent_as_reply_buttons(channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    await channel.send(AWA, Part("utter_ask", "Êtes-vous d'accord ?", Layout.BUTTONS, choices(3)))
    (sent,) = graph.sent
    assert sent.raw["interactive"]["type"] == "button"
    assert sent.text == "Êtes-vous d'accord ?"
    assert sent.choices == [("3.1", "Choix 1"), ("3.2", "Choix 2"), ("3.3", "Choix 3")]


async def test_many_choices_are_sent_as_a_list_with_its_caption(channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    await channel.send(AWA, Part("utter_menu", "Que voulez-vous savoir ?", Layout.LIST, choices(10), list_label="Choisir"))
    (sent,) = graph.sent
    assert sent.raw["interactive"]["type"] == "list"
    assert sent.raw["interactive"]["action"]["button"] == "Choisir"
    assert sent.choices == [(f"3.{n}", f"Choix {n}") for n in range(1, 11)]


@pytest.mark.parametrize(("label", "shown"), [("", "OK"), ("Choisissez dans la liste", "Choisissez dans la l")])
async def test_a_caption_that_meta_would_refuse_does_not_cost_the_list(
    label: str, shown: str, channel: WhatsAppChannel, graph: FakeGraphApi
) -> None:
    await channel.send(AWA, Part("utter_menu", "Menu", Layout.LIST, choices(4), list_label=label))
    assert graph.sent[0].raw["interactive"]["action"]["button"] == shown


@pytest.mark.parametrize("count", [0, 1, 3, 4, 10, 11, 30])
@pytest.mark.parametrize("size", [1, 1024, 1025, 4096, 4097, 9000])
async def test_whatever_the_renderer_fits_is_accepted(count: int, size: int, channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    outbound = Outbound("masks", ("Lavez vos mains. " * 600)[: size - 1] + ".", choices(count, "Une réponse numéro {}"))
    for part in fit(outbound, CAPABILITIES, "Choisir"):
        await channel.send(AWA, part)
    assert len(graph.sent[-1].choices) == (count if count <= 10 else 0)


async def test_a_person_who_hides_the_number_is_answered_by_the_scoped_id(channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    graph.wrote("ML.13491208655302741918")
    await channel.send("ML.13491208655302741918", HELLO)
    assert graph.sent[0].raw["recipient"] == "ML.13491208655302741918"


@pytest.mark.parametrize(
    "part",
    [
        Part("x", "", Layout.TEXT),
        Part("x", "a" * 4097),
        Part("x", "a" * 1025, Layout.BUTTONS, choices(1)),
        Part("x", "a", Layout.BUTTONS, choices(4)),
        Part("x", "a", Layout.BUTTONS, (Choice("1.1", "b" * 21),)),
        Part("x", "a", Layout.BUTTONS, (Choice("1.1", "Oui"), Choice("1.2", "Oui"))),
        Part("x", "a", Layout.BUTTONS, (Choice("1.1", "Oui"), Choice("1.1", "Non"))),
        Part("x", "a", Layout.LIST, choices(11), list_label="Choisir"),
        Part("x", "a", Layout.LIST, (Choice("1.1", "b" * 25),), list_label="Choisir"),
        Part("x", "a", Layout.LIST, (Choice("1.1", "Oui"), Choice("1.1", "Non")), list_label="Choisir"),
    ],
)
async def test_what_breaks_a_limit_is_refused_as_invalid(part: Part, channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    with pytest.raises(Refused) as refused:
        await channel.send(AWA, part)
    assert refused.value.reason == "invalid"
    assert graph.sent == []


async def test_who_is_not_on_whatsapp_is_told_apart(channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    graph.nobody.add(AWA)
    with pytest.raises(Refused) as refused:
        await channel.send(AWA, HELLO)
    assert refused.value.reason == "not_on_channel"


async def test_who_stopped_us_is_told_apart(channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    graph.stopped.add(AWA)
    with pytest.raises(Refused) as refused:
        await channel.send(AWA, HELLO)
    assert refused.value.reason == "blocked"


@pytest.mark.parametrize("hours", [24.01, 100])
async def test_outside_the_window_nothing_passes_and_inside_all(hours: float, channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    graph.wrote(AWA, ago=hours * 3600)
    with pytest.raises(Refused) as refused:
        await channel.send(AWA, HELLO)
    assert refused.value.reason == "outside_window"
    graph.wrote(AWA, ago=23.9 * 3600)
    await channel.send(AWA, HELLO)
    assert len(graph.sent) == 1


@pytest.mark.parametrize("address", ["", "awa", "12", "Y2FwaV9ncm91cDoxNzA1"])
async def test_what_is_no_address_of_whatsapp_is_refused(address: str, channel: WhatsAppChannel) -> None:
    with pytest.raises(Refused) as refused:
        await channel.send(address, HELLO)
    assert refused.value.reason == "invalid"


@pytest.mark.parametrize(
    ("status", "code", "retry", "delay"),
    [(429, 130429, "30", 30), (429, 80007, None, None), (400, 131056, "6", 6), (500, 131000, None, None), (503, 131016, "5", 5)],
)
async def test_what_may_pass_is_tried_later_after_the_delay_that_meta_gave(
    status: int, code: int, retry: str | None, delay: float | None, channel: WhatsAppChannel, graph: FakeGraphApi
) -> None:
    graph.fail(status, code, f"Trouble with {AWA}", retry_after=retry)
    with pytest.raises(RetryLater) as later:
        await channel.send(AWA, HELLO)
    assert later.value.delay == delay
    assert await channel.send(AWA, HELLO) == graph.sent[0].id


async def test_a_wrong_token_keeps_the_message_for_later(whatsapp_settings: Settings, graph: FakeGraphApi) -> None:
    graph.token = "EAARenewed"
    channel = WhatsAppChannel(whatsapp_settings)
    with pytest.raises(RetryLater):
        await channel.send(AWA, HELLO)
    await channel.close()


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (502, "<html>Bad gateway</html>", "text/html"),
        (500, "", "text/plain"),
        (429, "slow down", "text/plain"),
        (200, "<html>Log in to this network</html>", "text/html"),
        (200, "{}", "application/json"),
        (200, "[]", "application/json"),
        (200, '{"messages": [], "contacts": []}', "application/json"),
        (400, '{"error": "bad"}', "application/json"),
        (400, '{"error": {"code": 100}}', "application/json"),
        (400, '{"error": {"code": "x", "message": "y"}}', "application/json"),
    ],
)
async def test_an_answer_that_is_not_the_cloud_apis_is_tried_later(
    status: int, body: str, content_type: str, channel: WhatsAppChannel, graph: FakeGraphApi
) -> None:
    graph.answer(status, body, content_type)
    with pytest.raises(RetryLater):
        await channel.send(AWA, HELLO)


async def test_a_broken_connection_is_tried_later(channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    graph.drop()
    with pytest.raises(RetryLater):
        await channel.send(AWA, HELLO)
    assert await channel.send(AWA, HELLO)


async def test_no_answer_in_time_is_tried_later(whatsapp_settings: Settings, graph: FakeGraphApi) -> None:
    channel = WhatsAppChannel(whatsapp_settings, timeout=httpx.Timeout(0.3))
    graph.hang(0.8)
    with pytest.raises(RetryLater) as later:
        await channel.send(AWA, HELLO)
    assert str(later.value) == "ReadTimeout"
    await channel.close()


async def test_no_network_is_tried_later(whatsapp_settings: Settings) -> None:
    channel = WhatsAppChannel(whatsapp_settings.model_copy(update={"whatsapp_api_url": "http://127.0.0.1:1"}))
    with pytest.raises(RetryLater):
        await channel.send(AWA, HELLO)
    await channel.attend(INBOUND)
    await channel.close()


@pytest.mark.parametrize(
    "trouble",
    [
        lambda graph: graph.fail(400, 131026, f"{AWA} is not there"),
        lambda graph: graph.fail(500, 131000, f"{AWA} is not there"),
        lambda graph: graph.fail(401, 190, f"{AWA} is not there"),
        lambda graph: graph.answer(200, f'{{"contacts": "{AWA}"}}', "application/json"),
    ],
)
async def test_no_error_and_no_log_line_holds_an_address_or_a_text(
    trouble: Callable[[FakeGraphApi], None],
    channel: WhatsAppChannel,
    graph: FakeGraphApi,
    caplog: pytest.LogCaptureFixture,
) -> None:
    trouble(graph)
    with capture_logs() as logs, caplog.at_level("DEBUG", logger="httpx"), pytest.raises((Refused, RetryLater)) as error:
        await channel.send(AWA, HELLO)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__
    told = f"{error.value} {logs} {caplog.text}"
    assert AWA not in told
    assert HELLO.text not in told


async def test_the_api_is_called_where_the_settings_say(whatsapp_settings: Settings, graph: FakeGraphApi) -> None:
    behind_a_path = whatsapp_settings.model_copy(update={"whatsapp_api_url": whatsapp_settings.whatsapp_api_url + "/"})
    channel = WhatsAppChannel(behind_a_path)
    await channel.send(AWA, HELLO)
    await channel.close()
    (path,) = graph.requests
    assert path.startswith("/v")
    assert path.endswith(f"/{graph.phone_id}/messages")


@pytest.mark.parametrize("unset", ["whatsapp_token", "whatsapp_phone_id"])
def test_without_its_settings_there_is_no_channel(unset: str, whatsapp_settings: Settings) -> None:
    with pytest.raises(ValueError, match="ASSA_WHATSAPP_TOKEN"):
        WhatsAppChannel(whatsapp_settings.model_copy(update={unset: None}))


# Reading and typing


async def test_attending_marks_as_read_and_shows_typing(channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    await channel.attend(INBOUND)
    assert graph.read == graph.typing == [INBOUND.provider_id]


@pytest.mark.parametrize(
    "trouble",
    [
        lambda graph: graph.fail(500, 131000),
        lambda graph: graph.fail(400, 131009),
        lambda graph: graph.drop(),
        lambda graph: graph.answer(200, "<html>"),
    ],
)
async def test_attending_never_fails(trouble: Callable[[FakeGraphApi], None], channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    trouble(graph)
    with capture_logs() as logs:
        await channel.attend(INBOUND)
    assert [line["event"] for line in logs] == ["whatsapp.not_attended"]
    assert AWA not in str(logs)
    assert INBOUND.provider_id not in str(logs)


# Recordings


@pytest.fixture
def recording(tmp_path: Path) -> str:
    (tmp_path / "bm").mkdir()
    (tmp_path / "bm" / "masks.ogg").write_bytes(b"OggS the voice")
    return "bm/masks.ogg"


async def test_a_recording_follows_the_text_as_a_voice_message(channel: WhatsAppChannel, graph: FakeGraphApi, recording: str) -> None:
    provider_id = await channel.send(AWA, Part("masks", "Masiki", Layout.BUTTONS, choices(2), audio=recording))
    text, voice = graph.sent
    assert (text.id, text.text) == (provider_id, "Masiki")
    assert (voice.type, voice.audio, voice.raw["audio"]["voice"]) == ("audio", b"OggS the voice", True)


@pytest.mark.parametrize("suffix", ["opus", "mp3", "m4a", "aac", "amr", "OGG"])
async def test_each_format_that_whatsapp_plays_is_accepted(
    suffix: str, channel: WhatsAppChannel, graph: FakeGraphApi, tmp_path: Path
) -> None:
    (tmp_path / f"masks.{suffix}").write_bytes(b"sound")
    await channel.send(AWA, Part("masks", "Masiki", audio=f"masks.{suffix}"))
    assert [sent.type for sent in graph.sent] == ["text", "audio"]


async def test_a_recording_is_uploaded_once_and_again_when_it_changed(
    channel: WhatsAppChannel, graph: FakeGraphApi, recording: str, tmp_path: Path
) -> None:
    part = Part("masks", "Masiki", audio=recording)
    await channel.send(AWA, part)
    await channel.send(AWA, part)
    assert len(graph.uploads) == 1
    (tmp_path / recording).write_bytes(b"OggS a better voice")
    await channel.send(AWA, part)
    assert [sent.audio for sent in graph.sent if sent.type == "audio"][-1] == b"OggS a better voice"


async def test_a_recording_whose_upload_expired_is_uploaded_again_the_next_time(
    channel: WhatsAppChannel, graph: FakeGraphApi, recording: str
) -> None:
    part = Part("masks", "Masiki", audio=recording)
    await channel.send(AWA, part)
    graph.uploads.clear()
    await channel.send(AWA, part)
    await channel.send(AWA, part)
    assert [sent.type for sent in graph.sent] == ["text", "audio", "text", "text", "audio"]


@pytest.mark.parametrize("name", ["bm/nothing.ogg", "bm", "", "bm/masks.txt"])
async def test_without_a_recording_the_text_still_goes(
    name: str, channel: WhatsAppChannel, graph: FakeGraphApi, recording: str, tmp_path: Path
) -> None:
    (tmp_path / "bm" / "masks.txt").write_text("no sound")
    with capture_logs() as logs:
        await channel.send(AWA, Part("masks", "Masiki", audio=name))
    assert [sent.type for sent in graph.sent] == ["text"]
    assert [line["event"] for line in logs] == ["whatsapp.no_recording"]


async def test_a_recording_that_cannot_be_sent_does_not_send_the_text_twice(
    channel: WhatsAppChannel, graph: FakeGraphApi, recording: str
) -> None:
    graph.hang(0)
    graph.fail(500, 131000, times=1)
    with capture_logs() as logs:
        assert await channel.send(AWA, Part("masks", "Masiki", audio=recording)) == graph.sent[0].id
    assert [sent.type for sent in graph.sent] == ["text"]
    assert [line["event"] for line in logs] == ["whatsapp.recording_not_sent"]
    assert AWA not in str(logs)


async def test_outside_the_window_the_approved_template_asks_the_person_to_write(
    whatsapp_settings: Settings, graph: FakeGraphApi, tmp_path: Path
) -> None:
    graph.wrote(AWA, 25 * 3600)
    knock = Part("utter_check_in", "", Layout.KNOCK)
    knocking = WhatsAppChannel(whatsapp_settings.model_copy(update={"whatsapp_template": "assa_message"}), recordings=tmp_path)
    await knocking.send(AWA, knock)
    await knocking.close()
    (sent,) = graph.sent
    assert sent.raw["template"] == {"name": "assa_message", "language": {"code": "fr"}}
    assert knocking.capabilities.knock
    silent = WhatsAppChannel(whatsapp_settings, recordings=tmp_path)
    assert not silent.capabilities.knock
    with pytest.raises(Refused, match="outside_window"):
        await silent.send(AWA, knock)
    await silent.close()
