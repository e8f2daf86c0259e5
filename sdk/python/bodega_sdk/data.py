"""JSON as the contract speaks it: text without floats, the same bytes for the same value on every machine.

Snapshots of rules are JSON too: CPython reads it in C, a person can read it in `bodega sale explain`, and it does not
depend on Python's version as `pickle` and `marshal` do.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

#: A value of JSON without floats.
Json = Any

#: What every JSON reader holds exactly; larger integers belong into text.
EXACT_INTEGER_MAX = 1 << 53


def to_json(value: Json) -> str:
    """`value` as compact JSON with sorted keys. Floats and integers beyond 2^53 are refused."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_json(text: str | bytes) -> Json:
    """Reads JSON; a number with a fraction or exponent is refused, since money and quantities are integers."""
    return json.loads(text, parse_float=_no_float, parse_constant=_no_float)


def _check(value: Json) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"the key {key!r} is not text: JSON has only text keys")
            _check(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif isinstance(value, int):
        if abs(value) > EXACT_INTEGER_MAX:
            raise ValueError(f"{value} is beyond 2^53, where JSON readers disagree: write it as text")
    elif value is not None and not isinstance(value, str):
        raise TypeError(f"{value!r} is not JSON without floats: use minor units, millionths or text")


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"the number {text} has a fraction: use minor units, millionths or text")
