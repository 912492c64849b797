"""The fake is worth as much as it is like Meta: a tap comes back as it was offered, a late failure comes as a status."""

import json

from bot.channels.whatsapp.errors import failure
from bot.channels.whatsapp.parse import inbounds, statuses
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.inbound import Kind
from bot.outbound import Choice, Layout, Part
from tests.bot.channels.whatsapp.conftest import AWA
from tests.fakes.graph_api import FakeGraphApi


async def test_a_tap_comes_back_with_the_id_that_was_sent(channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    choices = (Choice("9.1", "Oui"), Choice("9.2", "Non"))
    for part in (Part("x", "Fièvre ?", Layout.BUTTONS, choices), Part("x", "Fièvre ?", Layout.LIST, choices, list_label="Choisir")):
        await channel.send(AWA, part)
        (tap,) = inbounds(json.loads(graph.event(graph.tap(AWA, "Non"))))
        assert (tap.kind, tap.choice, tap.text) == (Kind.CHOICE, "9.2", "Non")


async def test_a_failure_that_meta_tells_later_comes_as_a_status(channel: WhatsAppChannel, graph: FakeGraphApi) -> None:
    graph.late_failures = True
    graph.wrote(AWA, ago=100_000)
    provider_id = await channel.send(AWA, Part("x", "Bonjour"))
    assert graph.sent == []
    ((message_id, code),) = graph.failed
    event = json.loads(graph.event(statuses=[graph.status(message_id, "failed", code)]))
    (status,) = statuses(event)
    assert (status.provider_id, status.status) == (provider_id, "failed")
    assert str(failure(status.error_code or 0)) == "outside_window: 131047"
