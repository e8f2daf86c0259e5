"""Reads the names of the contract out of `wit/` and writes worlds. Types are left to componentize-py."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .errors import BuildError

#: The module that componentize-py generates for a plugin's world.
CONTRACT_MODULE = "bodega_contract"

_PACKAGE = re.compile(r"^package\s+([\w-]+:[\w-]+)@([\w.+-]+);", re.MULTILINE)
_BLOCK = re.compile(r"^(interface|world)\s+%?([\w-]+)\s*\{", re.MULTILINE)
_EXPORT = re.compile(r"^\s+export\s+([\w-]+);", re.MULTILINE)


@dataclass(frozen=True)
class Interface:
    """An interface of the contract."""

    package: str
    name: str
    version: str
    #: Whether plugins export it: an extension point.
    is_point: bool

    @property
    def full_name(self) -> str:
        """`bodega:basket/view@0.1.0`."""
        return f"{self.package}/{self.name}@{self.version}"

    @property
    def module(self) -> str:
        """`basket_view`, its module's name in Python."""
        return f"{self.package.partition(':')[2]}-{self.name}".replace("-", "_")

    @property
    def point(self) -> str:
        """`pricing.price`, its name in a manifest."""
        return f"{self.package.partition(':')[2]}.{self.name}"

    @property
    def class_name(self) -> str:
        """`PricingPrice`, the class that componentize-py looks for."""
        return "".join(word.capitalize() for word in self.module.split("_"))


def folder() -> Path:
    """Where the contract is: in the wheel, or in the tree that this file is part of."""
    named = os.environ.get("BODEGA_WIT")
    here = Path(__file__).resolve()
    places = [Path(named)] if named else [here.parents[1] / "wit", here.parents[4] / "wit"]
    for place in places:
        if any(place.glob("*/*.wit")):
            return place
    raise BuildError(
        f"no contract in {' or '.join(map(str, places))}: install bodega-sdk again, or name the folder in BODEGA_WIT"
    )


def packages(wit: Path) -> list[Path]:
    """The folders of WIT packages, one each."""
    return sorted({file.parent for file in wit.rglob("*.wit")})


def interfaces(wit: Path) -> list[Interface]:
    """All interfaces of the contract, by name."""
    found: list[Interface] = []
    for package_folder in packages(wit):
        text = "\n".join(file.read_text("utf-8") for file in sorted(package_folder.glob("*.wit")))
        package = _PACKAGE.search(text)
        if package is None:
            raise BuildError(f"{package_folder}: no `package name@version;` line")
        blocks = list(_BLOCK.finditer(text))
        exported = set(_EXPORT.findall(text))
        names = [block.group(2) for block in blocks if block.group(1) == "interface"]
        found += [Interface(package.group(1), name, package.group(2), name in exported) for name in names]
    return sorted(found, key=lambda interface: interface.full_name)


def write_world(target: Path, wit: Path, chosen: Iterable[Interface]) -> None:
    """Writes `target` as a WIT folder whose world `plugin` has the chosen interfaces and nothing else."""
    for package_folder in packages(wit):
        name = "-".join(package_folder.relative_to(wit).parts)
        shutil.copytree(package_folder, target / "deps" / name)
    lines = [f"    {'export' if i.is_point else 'import'} {i.full_name};" for i in chosen]
    world = "\n".join(["package bodega:plugin;", "", "world plugin {", *lines, "}", ""])
    (target / "world.wit").write_text(world, "utf-8")


def name_options(every: Iterable[Interface]) -> list[str]:
    """Options by which componentize-py names modules, the same for every world."""
    options: list[str] = []
    for interface in every:
        name = f"{interface.full_name}={interface.module}"
        options += ["--export-interface-name" if interface.is_point else "--import-interface-name", name]
    return options
