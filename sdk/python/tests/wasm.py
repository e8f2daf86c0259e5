"""Runs a built component in wasmtime over the same plain values that native tests use."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import tempfile
import time
import types
import typing
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

from wasmtime import Config, Engine, Store
from wasmtime import component as wc

from bodega_sdk.testing.offer import Offer
from componentize_py_types import Err

#: Compiling takes 10 s and more of a core: machine code is kept between runs, by the component's digest.
CACHE = Path(tempfile.gettempdir()) / "bodega-python-components"
#: The most that any call gets in the host.
MEMORY_BYTES = 64 << 20
#: Cost units that no test needs.
FUEL = 20_000_000_000


@dataclasses.dataclass
class Cost:
    """What a call took."""

    instantiate_s: float
    call_s: float
    fuel: int


class Component:
    """A component that can be called; each call gets a fresh instance, as in the host."""

    def __init__(self, file: Path) -> None:
        config = Config()
        config.consume_fuel = True
        self.engine = Engine(config)
        binary = file.read_bytes()
        compiled = CACHE / f"{hashlib.sha256(binary).hexdigest()}.cwasm"
        if not compiled.exists():
            CACHE.mkdir(exist_ok=True)
            part = compiled.with_suffix(".part")
            part.write_bytes(wc.Component(self.engine, binary).serialize())
            part.rename(compiled)
        self.component = wc.Component.deserialize_file(self.engine, str(compiled))
        self.imports = self.component.type.imports(self.engine)
        self.exports = self.component.type.exports(self.engine)
        self.last: Cost | None = None

    def call(self, point: str, offers: Offer, *arguments: Any, memory_bytes: int = MEMORY_BYTES) -> Any:
        """Calls `pricing.price` and the like. A failure of the contract is raised as `Err`."""
        package, _, function = point.partition(".")
        export = next(name for name in self.exports if name.startswith(f"bodega:{package}/{function}@"))
        linker = wc.Linker(self.engine)
        with linker.root() as root:
            for name, interface in self.imports.items():
                with root.add_instance(name) as instance:
                    self._offer(instance, interface, offers.get(_module(name), {}), _module(name))
        store = Store(self.engine)
        store.set_limits(memory_size=memory_bytes)
        store.set_fuel(FUEL)
        started = time.perf_counter()
        instance = linker.instantiate(store, self.component)
        made = time.perf_counter()
        index = instance.get_export_index(store, function, instance.get_export_index(store, export))
        result = instance.get_func(store, index)(store, *arguments)
        self.last = Cost(made - started, time.perf_counter() - made, FUEL - store.get_fuel())
        # Every point answers with a result; its ok is never a variant, so wasmtime leaves the arms untagged.
        if isinstance(result, wc.Variant):
            raise Err(plain(result))
        return plain(result)

    def _offer(self, instance: Any, interface: Any, functions: dict[str, Callable[..., Any]], module: str) -> None:
        for name, extern in interface.ty.exports(self.engine).items():
            item = extern.ty
            if isinstance(item, wc.FuncType):
                python = name.replace("-", "_")
                given = functions.get(python) or _missing(module, python)
                instance.add_func(name, _adapter(given, module, python, item.result))


def _module(interface: str) -> str:
    return interface.partition(":")[2].partition("@")[0].replace("/", "_").replace("-", "_")


def _missing(module: str, name: str) -> Callable[..., Any]:
    def call(*_arguments: Any) -> Any:
        raise LookupError(f"this test offers no `{module}.{name}`")

    return call


def _adapter(given: Callable[..., Any], module: str, name: str, result: Any) -> Callable[..., Any]:
    contract = importlib.import_module(f"bodega_contract.imports.{module}")
    hints = typing.get_type_hints(getattr(contract, name))
    hints.pop("return", None)

    def call(_store: Any, *arguments: Any) -> Any:
        typed = [lift(argument, hint) for argument, hint in zip(arguments, hints.values(), strict=True)]
        return lower(given(*typed), result)

    return call


def lower(value: Any, kind: Any) -> Any:
    """A value of the contract as wasmtime takes it."""
    if isinstance(value, Enum):
        return value.name.lower().replace("_", "-")
    if isinstance(kind, wc.ListType):
        return value if isinstance(value, bytes) else [lower(item, kind.element) for item in value]
    if isinstance(kind, wc.ResultType):
        payload = lower(value, kind.ok)
        return wc.Variant("ok", payload) if kind._tagged() else payload
    if isinstance(kind, wc.OptionType):
        return None if value is None else lower(value, kind.payload)
    if isinstance(kind, wc.RecordType):
        record = wc.Record()
        for name, inner in kind.fields:
            setattr(record, name, lower(getattr(value, name.replace("-", "_")), inner))
        return record
    if isinstance(kind, wc.VariantType):
        tag = _tag(type(value))
        inner = dict(kind.cases)[tag]
        payload = None if inner is None else lower(value.value, inner)
        return wc.Variant(tag, payload) if kind._tagged() else payload
    return value


def lift(value: Any, hint: Any) -> Any:
    """A value of wasmtime's as the contract's type."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None or type(None) in inner:
            return None if value is None else lift(value, next(arm for arm in inner if arm is not type(None)))
        if not isinstance(value, wc.Variant):
            raise NotImplementedError(f"{hint} without a tag")
        arm = next(arm for arm in inner if _tag(arm) == value.tag)
        return arm(
            **{"value": lift(value.payload, typing.get_type_hints(arm)["value"])} if dataclasses.fields(arm) else {}
        )
    if origin is list:
        return [lift(item, inner[0]) for item in value]
    if origin is tuple:
        return tuple(lift(item, kind) for item, kind in zip(value, inner, strict=True))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint[value.upper().replace("-", "_")]
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return hint(**{name: lift(getattr(value, name.replace("_", "-")), kind) for name, kind in hints.items()})
    return value


def plain(value: Any) -> Any:
    """A value of wasmtime's as one of JSON: records as objects, variants as `{tag: payload}` where they have a tag."""
    if isinstance(value, wc.Record):
        return {name.replace("-", "_"): plain(item) for name, item in vars(value).items()}
    if isinstance(value, wc.Variant):
        return {value.tag: plain(value.payload)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def _tag(arm: type) -> str:
    name = arm.__name__.rpartition("_")[2]
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")
