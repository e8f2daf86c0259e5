"""Checks values against the contract's types before they cross: what does not fit would end the call without words."""

from __future__ import annotations

import dataclasses
import types
import typing
from functools import cache
from typing import Any, TypeVar

from .money import S64_MAX, S64_MIN

_T = TypeVar("_T")


class _Mismatch(Exception):
    """A value that does not fit, and the way to it, innermost first."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.path: list[str] = []


def checked(value: _T, wanted: Any, where: str = "answer") -> _T:
    """`value`, where it is of a type of the contract."""
    try:
        _check(value, wanted)
    except _Mismatch as mismatch:
        path = "".join(reversed(mismatch.path))
        raise TypeError(f"{where}{path} is {mismatch}") from None
    return value


def _check(value: Any, wanted: Any) -> None:
    kind, inner = _shape(wanted)
    if kind is int:
        if type(value) is not int:
            raise _Mismatch(f"{value!r}, not int")
        if not S64_MIN <= value <= S64_MAX:
            raise _Mismatch(f"{value}, which does not fit into 64 bits")
    elif kind is typing.Union:
        arm = next((arm for arm in inner if isinstance(value, _shape(arm)[0])), None)
        if arm is None:
            raise _Mismatch(f"{value!r}, which is none of {wanted}")
        _check(value, arm)
    elif not isinstance(value, kind):
        raise _Mismatch(f"{value!r}, not {kind.__name__}")
    elif kind is list or kind is tuple:
        kinds = inner * len(value) if kind is list else inner
        for index, item in enumerate(value):
            try:
                _check(item, kinds[index])
            except _Mismatch as mismatch:
                mismatch.path.append(f"[{index}]")
                raise
    else:
        for name, field in inner:
            try:
                _check(getattr(value, name), field)
            except _Mismatch as mismatch:
                mismatch.path.append(f".{name}")
                raise


@cache
def _shape(wanted: Any) -> tuple[Any, tuple[Any, ...]]:
    """What kind of type it is, a class with its fields, a list, a tuple or a union, and the types in it."""
    origin = typing.get_origin(wanted)
    if origin in (typing.Union, types.UnionType):
        return typing.Union, typing.get_args(wanted)
    if origin in (list, tuple):
        return origin, typing.get_args(wanted)
    fields = typing.get_type_hints(wanted).items() if dataclasses.is_dataclass(wanted) else ()
    return wanted, tuple(fields)


def prepare(wanted: Any) -> None:
    """Looks at a type and all that is in it once, when the component is built."""
    for part in _shape(wanted)[1]:
        prepare(part[1] if isinstance(part, tuple) else part)
