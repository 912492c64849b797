"""What processes cost: processor seconds and memory, of a program and all that it started."""

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Cost:
    """cpu: seconds. memory: bytes that belong to them alone (unique set size), so that shared libraries are not counted again and again."""

    cpu: float
    memory: int


def cost(pids: dict[str, int]) -> dict[str, Cost]:
    """By name of a part: the costs of the process and of its children, those that ended included in the processor seconds."""
    return {name: _tree(pid) for name, pid in pids.items()}


def _tree(pid: int) -> Cost:
    cpu, memory = 0.0, 0
    try:
        root = psutil.Process(pid)
        processes = [root, *root.children(recursive=True)]
    except psutil.Error:
        return Cost(0.0, 0)
    for process in processes:
        try:
            times = process.cpu_times()
            cpu += times.user + times.system + times.children_user + times.children_system
            memory += process.memory_full_info().uss
        except psutil.Error:
            continue  # it ended meanwhile: its parent has its seconds
    return Cost(cpu, memory)
