"""Rasa without TensorFlow: what serves our model has no neural network, and loading the library takes some seconds and 360 MB.

Rasa imports it with its policies and featurizers, whether a model has one of its networks or not. Here a stand-in is found in its place:
its names can be inherited from and used as decorators while modules are read, and that is all. What inherits from one, a layer or a
network, say, cannot be made: NetworksAreAbsent. `assa_nlu` alone has it, for training too; Rasa's own commands keep the library.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from typing import Any

ABSENT = ("tensorflow", "tensorflow_addons", "tensorflow_text", "tensorflow_hub", "keras", "tf_keras", "jax", "jaxlib")


class NetworksAreAbsent(RuntimeError):
    """The stand-in was asked for something: this process was started without TensorFlow, and the model needs it."""


class _Name(type):
    """A name of the absent library: any name is in it. Called with one function or class it is a decorator that changes nothing."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _name(f"{cls.__name__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if not cls.__dict__.get("_absent"):
            raise NetworksAreAbsent(cls.__name__)
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            return args[0]
        return lambda decorated: decorated

    def __getitem__(cls, item: Any) -> Any:
        return cls

    def __instancecheck__(cls, instance: Any) -> bool:
        return False


def _name(name: str) -> Any:
    return _Name(name, (), {"_absent": True})


class _Module(types.ModuleType):
    __path__: Sequence[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _name(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in ABSENT:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def leave_out() -> None:
    """From here on this process has a stand-in for TensorFlow. Before the first import of Rasa; once is enough."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
