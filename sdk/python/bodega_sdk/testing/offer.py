"""Puts plain functions in the place of the contract's imports for the time of a call."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import bodega_contract.imports

from .._types import checked
from ..sandbox import closed

#: Functions by interface (`basket_view`) and name.
Offer = dict[str, dict[str, Callable[..., Any]]]


@contextmanager
def offered(*offers: Offer) -> Iterator[None]:
    """Everything that the offers name, and nothing else."""
    merged: Offer = {}
    for offer in offers:
        for interface, functions in offer.items():
            merged.setdefault(interface, {}).update(functions)
    replacements = _replacements(merged)
    for module, name, _original, function in replacements:
        setattr(module, name, function)
    try:
        with closed():
            yield
    finally:
        for module, name, original, _function in replacements:
            setattr(module, name, original)


def _replacements(offer: Offer) -> list[tuple[types.ModuleType, str, Any, Callable[..., Any]]]:
    """Every function of the contract's imports, and what stands in its place."""
    found: list[tuple[types.ModuleType, str, Any, Callable[..., Any]]] = []
    for interface in pkgutil.iter_modules(bodega_contract.imports.__path__):
        module = importlib.import_module(f"{bodega_contract.imports.__name__}.{interface.name}")
        functions = offer.pop(interface.name, {})
        for name, original in inspect.getmembers(module, inspect.isfunction):
            if original.__module__ == module.__name__:
                given = functions.pop(name) if name in functions else _missing(interface.name, name)
                found.append((module, name, original, _typed(original, given, f"{interface.name}.{name}")))
        if functions:
            raise LookupError(f"`{interface.name}` has no function {', '.join(functions)}")
    if offer:
        raise LookupError(f"the contract has no interface {', '.join(offer)}")
    return found


def _typed(original: Callable[..., Any], stand_in: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The stand-in, with what goes in and comes out checked: a component would not survive anything else."""
    signature, hints = inspect.signature(original), typing.get_type_hints(original)

    def call(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        for argument, value in bound.arguments.items():
            checked(value, hints[argument], f"`{argument}` of {name}")
        return checked(stand_in(*bound.args), hints["return"], f"what the test gives for {name}")

    return call


def _missing(interface: str, name: str) -> Callable[..., Any]:
    def call(*_args: Any, **_kwargs: Any) -> Any:
        raise LookupError(f"this test offers no `{interface}.{name}`; give it with `.offer({interface!r}, {name}=...)`")

    return call
