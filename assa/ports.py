"""Ports of this machine: which are free."""

import socket


class NoPort(Exception):
    """No port is to be had."""


def free_port(wanted: int = 0) -> int:
    """`wanted` if it is free on loopback, else any free port. Raises NoPort."""
    for port in (wanted, 0):
        if is_free("127.0.0.1", port):
            with socket.socket() as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(("127.0.0.1", port))
                chosen: int = listener.getsockname()[1]
                return chosen
    raise NoPort("no free port on 127.0.0.1")


def free_ports(wanted: int, count: int) -> list[int]:
    """So many different ports that are free on loopback, `wanted` among them if it is. Raises NoPort."""
    found: list[int] = []
    while len(found) < count:
        port = free_port(wanted if not found else 0)
        if port not in found:
            found.append(port)
    return found


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
        return True
