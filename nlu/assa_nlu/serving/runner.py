"""Runs a model's graph without Dask: for each target the nodes in the order in which they need each other, one after the other.

`GraphRunner` is Rasa's interface for it, and `DaskGraphRunner` its only implementation, which `MessageProcessor` names outright; so the
loaded runner's nodes are taken over, and the processor is given this one. Dask builds and orders the graph anew at every message.
"""

from __future__ import annotations

from typing import Any

from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class DirectRunner(GraphRunner):
    """nodes: instantiated, by name."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema, self._nodes = schema, nodes
        self._orders: dict[tuple[str, ...], list[tuple[GraphNode, tuple[str, ...]]]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> DirectRunner:
        return cls.over(DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks))

    @classmethod
    def over(cls, runner: DaskGraphRunner) -> DirectRunner:
        """One over the nodes of a runner that is loaded."""
        return cls(runner._graph_schema, runner._instantiated_nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """What the targets give, by name. inputs: what has no node. Raises GraphRunError for an input that bears a node's name."""
        wanted = tuple(targets or self._schema.target_names)
        order = self._orders.get(wanted)
        if order is None:
            order = self._orders[wanted] = self._order(wanted)
        done: dict[str, Any] = {}
        for name, value in (inputs or {}).items():
            if name in self._nodes:
                raise GraphRunError(f"input {name} bears the name of a node")
            done[name] = (name, value)
        for node, needs in order:
            done[node._node_name] = node(*(done.get(need, need) for need in needs))
        return {name: done[name][1] for name in wanted}

    def _order(self, targets: tuple[str, ...]) -> list[tuple[GraphNode, tuple[str, ...]]]:
        """The nodes that the targets need, each after what it needs itself."""
        schema = self._schema.minimal_graph_schema(list(targets))
        order: list[str] = []

        def add(name: str) -> None:
            if name in schema.nodes and name not in order:
                for need in schema.nodes[name].needs.values():
                    add(need)
                order.append(name)

        for name in schema.nodes:
            add(name)
        return [(self._nodes[name], tuple(schema.nodes[name].needs.values())) for name in order]


def install(processor: MessageProcessor) -> dict[str, GraphNode]:
    """Give the processor a direct runner; twice is the same as once. Returns its nodes."""
    if isinstance(processor.graph_runner, DaskGraphRunner):
        processor.graph_runner = DirectRunner.over(processor.graph_runner)
    return processor.graph_runner._nodes
