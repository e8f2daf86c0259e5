"""Puts plain functions in the place of the contract's imports for the time of a call."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

import bodega_contract.imports

from ..money import S64_MAX, S64_MIN
from ..sandbox import closed

_T = typing.TypeVar("_T")

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
                stand_in = functions.pop(name) if name in functions else _missing(interface.name, name)
                found.append((module, name, original, stand_in))
        if functions:
            raise LookupError(f"`{interface.name}` has no function {', '.join(functions)}")
    if offer:
        raise LookupError(f"the contract has no interface {', '.join(offer)}")
    return found


def _missing(interface: str, name: str) -> Callable[..., Any]:
    def call(*_args: Any, **_kwargs: Any) -> Any:
        raise LookupError(f"this test offers no `{interface}.{name}`; give it with `.offer({interface!r}, {name}=...)`")

    return call


def checked(value: _T, wanted: Any, where: str = "answer") -> _T:
    """`value`, where it is of a type of the contract; a component would trap on anything else."""
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        matching = [arm for arm in inner if isinstance(value, typing.get_origin(arm) or arm)]
        if not matching:
            raise TypeError(f"{where} is {value!r}, which is none of {wanted}")
        return checked(value, matching[0], where)
    if origin in (list, tuple):
        expected = list if origin is list else tuple
        if not isinstance(value, expected):
            raise TypeError(f"{where} is {value!r}, not a {expected.__name__}")
        for index, item in enumerate(value):
            checked(item, inner[0] if origin is list else inner[index], f"{where}[{index}]")
        return value
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise TypeError(f"{where} is {value!r}, not {wanted.__name__}")
    if wanted is int and not S64_MIN <= typing.cast(int, value) <= S64_MAX:
        raise TypeError(f"{where} is {value}, which does not fit into 64 bits")
    if dataclasses.is_dataclass(wanted) and not issubclass(typing.cast(type, wanted), Enum):
        for name, kind in typing.get_type_hints(wanted).items():
            checked(getattr(value, name), kind, f"{where}.{name}")
    return value
