"""The action server is called over connections that are kept, and its answers are looked at event by event.

Rasa opens a connection for every call, writes the whole conversation with the slowest of three JSON writers that it brings along, and holds
every event of an answer against the descriptions of all two dozen kinds of event.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import fastjsonschema
import ujson
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import EndpointConfig


class Answers:
    """Checks answers by Rasa's own description of them: the same are refused."""

    def __init__(self) -> None:
        form = RemoteAction.action_response_format_spec()
        event = form["properties"]["events"]["items"]
        common = {key: value for key, value in event.items() if key != "oneOf"}
        # each kind says its name as a constant, so that of `oneOf` only the kind of that name can apply
        self._kinds = {each["properties"]["event"]["const"]: fastjsonschema.compile({"allOf": [common, each]}) for each in event["oneOf"]}
        self._kind = fastjsonschema.compile({"type": "object", "properties": {"event": {"enum": list(self._kinds)}}, "required": ["event"]})
        outside = {**form["properties"], "events": {"type": "array"}}
        self._outside = fastjsonschema.compile({**form, "properties": outside})

    def check(self, answer: Any) -> None:
        """Raises fastjsonschema.JsonSchemaValueException for what has no such form."""
        self._outside(answer)
        for event in answer.get("events", ()):
            self._kind(event)
            self._kinds[event["event"]](event)


class Connections:
    """Stands for `EndpointConfig.session`: lends one session, which is not closed when it is given back.

    An idle connection is kept for 15 seconds (aiohttp), far less than the action server keeps it (rasa-sdk: 120): none is closed
    under a call.
    """

    def __init__(self, endpoint: EndpointConfig) -> None:
        self._endpoint = endpoint
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __call__(self) -> Connections:
        return self

    async def __aenter__(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.closed or self._loop is not loop:
            auth = self._endpoint.basic_auth
            self._session, self._loop = (
                aiohttp.ClientSession(
                    headers=self._endpoint.headers,
                    auth=aiohttp.BasicAuth(auth["username"], auth["password"]) if auth else None,
                    timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
                    json_serialize=ujson.dumps,
                ),
                loop,
            )
        return self._session

    async def __aexit__(self, *error: object) -> None:
        pass


def keep_connections(endpoint: EndpointConfig | None) -> None:
    """Let a loaded endpoint keep its connections; twice is the same as once."""
    if endpoint is not None and not isinstance(endpoint.session, Connections):
        endpoint.session = Connections(endpoint)
