"""`python -m assa_nlu train|serve|parse`: what `assa` calls in this environment."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path

from assa_nlu import server


def _parse(model: Path) -> None:
    """Texts, one JSON string a line, on standard input; rankings and milliseconds, one JSON object a line, on standard output."""
    server._prepare()
    server._quiet_logs()
    from rasa.core.agent import Agent  # noqa: PLC0415

    agent = Agent.load(str(model))
    for line in sys.stdin:
        text = json.loads(line)
        start = time.perf_counter()
        parsed = asyncio.run(agent.parse_message(text))
        sys.stdout.write(
            json.dumps(
                {
                    "intent": parsed["intent"]["name"],
                    "ranking": parsed.get("intent_ranking") or [],
                    "ms": (time.perf_counter() - start) * 1000,
                }
            )
            + "\n"
        )


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="assa_nlu")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train")
    train.add_argument("--out", type=Path, required=True)
    serve = commands.add_parser("serve")
    serve.add_argument("--model", type=Path, required=True)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=5005)
    serve.add_argument("--actions")
    serve.add_argument("--redis")
    parse = commands.add_parser("parse")
    parse.add_argument("--model", type=Path, required=True)
    return parser


def main() -> None:
    options = command_line().parse_args()
    if options.command == "train":
        sys.stdout.write(f"{server.train(options.out)}\n")
    elif options.command == "parse":
        _parse(options.model)
    else:
        if options.actions:
            os.environ["ASSA_ACTIONS_URL"] = options.actions
        if options.redis:
            os.environ["ASSA_REDIS_URL"] = options.redis
        server.serve(options.model, options.host, options.port)


if __name__ == "__main__":
    main()
