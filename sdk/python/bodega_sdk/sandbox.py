"""Closes what a plugin has no right to, so that it fails with words: a component has no WASI, a call to it would trap.

The host gives time and randomness where they are a right: a pure point finds the store's time in the basket's context,
others import `host_clock` and `host_random` from `bodega_contract.imports`.
"""

from __future__ import annotations

import builtins
import datetime
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import BuiltinImporter, FrozenImporter
from typing import Any, NoReturn

_CLOCK = (
    "a plugin has no clock of its own: take the time from `basket.context()`, the event or the request, "
    "or import `host_clock` from bodega_contract.imports"
)
_RANDOM = "a plugin has no randomness of its own: import `host_random` from bodega_contract.imports"
_FILES = "a plugin has no files: keep data in settings, documents or constants"
_CONSOLE = "a plugin has no console: import `host_log` from bodega_contract.imports"

#: Functions that are closed, by module and by what is said instead. Modules that nobody imported are left alone.
_CLOSED = {
    ("time", _CLOCK): (
        "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns thread_time "
        "thread_time_ns clock_gettime clock_gettime_ns sleep"
    ),
    ("random", _RANDOM): (
        "random randint randrange randbytes getrandbits choice choices sample shuffle uniform triangular betavariate "
        "expovariate gammavariate gauss lognormvariate normalvariate vonmisesvariate paretovariate weibullvariate "
        "binomialvariate SystemRandom"
    ),
    ("secrets", _RANDOM): "choice randbelow randbits token_bytes token_hex token_urlsafe",
    ("uuid", _RANDOM): "uuid1 uuid4 uuid6 uuid7",
    ("os", _RANDOM): "urandom getrandom",
    ("os", _FILES): "open listdir scandir stat mkdir remove",
}
#: Functions of `time` that take the clock's word where they are given no time, and how many arguments prevent that.
_TIME_WITHOUT = {"localtime": 1, "gmtime": 1, "ctime": 1, "asctime": 1, "strftime": 2}


class NotAvailable(RuntimeError):
    """Something that a plugin cannot have."""


def _closed(words: str) -> Callable[..., NoReturn]:
    def call(*_args: Any, **_kwargs: Any) -> NoReturn:
        raise NotAvailable(words)

    return call


def _needs_time(function: Callable[..., Any], given: int) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        if len(args) < given or args[given - 1] is None:
            raise NotAvailable(_CLOCK)
        return function(*args)

    return call


class _StandsFor(type):
    """Instances of the class that is stood for count as instances."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, cls.__bases__[0])

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls.__bases__[0])


class _Date(datetime.date, metaclass=_StandsFor):
    @classmethod
    def today(cls) -> NoReturn:
        raise NotAvailable(_CLOCK)


class _DateTime(datetime.datetime, metaclass=_StandsFor):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> NoReturn:
        raise NotAvailable(_CLOCK)

    @classmethod
    def today(cls) -> NoReturn:
        raise NotAvailable(_CLOCK)

    @classmethod
    def utcnow(cls) -> NoReturn:
        raise NotAvailable(_CLOCK)


class _Random(random.Random):
    def seed(self, a: Any = None, version: int = 2) -> None:
        if a is None:
            raise NotAvailable(_RANDOM)
        super().seed(a, version)


class _Console:
    """Stands for standard output, which does not exist."""

    def write(self, _text: str) -> NoReturn:
        raise NotAvailable(_CONSOLE)

    def flush(self) -> None:
        """Has nothing to do."""


class _Nowhere:
    """Stands for standard error: warnings of libraries are dropped."""

    def write(self, text: str) -> int:
        """Drops the text."""
        return len(text)

    def flush(self) -> None:
        """Has nothing to do."""


class _NoMoreImports:
    """The last finder: a component has no files to import from."""

    @staticmethod
    def find_spec(name: str, _path: Sequence[str] | None = None, _target: Any = None) -> None:
        """Refuses."""
        raise ModuleNotFoundError(
            f"`{name}` was not imported when the component was built: import it at the top of a module, by name"
        )


def _replacements() -> list[tuple[Any, str, Any]]:
    closed: list[tuple[Any, str, Any]] = [
        (sys.modules[module], name, _closed(words))
        for (module, words), names in _CLOSED.items()
        if module in sys.modules
        for name in names.split()
        if hasattr(sys.modules[module], name)
    ]
    closed += [(time, name, _needs_time(getattr(time, name), given)) for name, given in _TIME_WITHOUT.items()]
    closed += [(datetime, "date", _Date), (datetime, "datetime", _DateTime), (random, "Random", _Random)]
    return closed


def close() -> None:
    """Closes clock and randomness for good; the component's entry calls this before it imports the plugin."""
    for owner, name, substitute in _replacements():
        setattr(owner, name, substitute)


def seal() -> None:
    """Closes files, the console and imports, once all that the plugin needs is imported."""
    builtins.open = _closed(_FILES)
    sys.stdout, sys.stderr = _Console(), _Nowhere()
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, _NoMoreImports]


@contextmanager
def closed() -> Iterator[None]:
    """Closes clock and randomness for a while: what native tests run points in."""
    replaced = [(owner, name, getattr(owner, name)) for owner, name, _ in _replacements()]
    close()
    try:
        yield
    finally:
        for owner, name, original in replaced:
            setattr(owner, name, original)
