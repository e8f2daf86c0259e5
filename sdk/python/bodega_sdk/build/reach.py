"""Finds what a plugin uses by reading import statements, from its own module on: a component gets no more than that."""

from __future__ import annotations

import ast
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.machinery import PathFinder, SourceFileLoader
from importlib.util import find_spec
from pathlib import Path

from .errors import BuildError
from .wit import CONTRACT_MODULE

#: Modules that stand for the contract or come with the component's Python.
_GIVEN = {CONTRACT_MODULE, "componentize_py_types", "__future__"}


@dataclass
class Reached:
    """What import statements lead to."""

    #: Modules of the plugin, of the SDK and of libraries, with their files.
    modules: dict[str, Path] = field(default_factory=dict)
    #: Modules of the standard library that are named.
    standard: set[str] = field(default_factory=set)
    #: Modules of the contract, e.g. `imports.basket_view`, and where they were first named.
    contract: dict[str, str] = field(default_factory=dict)


def reach(roots: Iterable[str], path: list[str]) -> Reached:
    """Follows import statements from the root modules over the search path."""
    reached = Reached()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in reached.modules:
            continue
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names:
            if _is_standard(name):
                reached.standard.add(name)
            continue
        source = _source(name, path)
        if source is None:
            continue
        reached.modules[name] = source
        if source.is_file():
            for found, line in _imports(source, name):
                if found.partition(".")[0] == CONTRACT_MODULE:
                    _note_contract(reached, found, f"{source}:{line}")
                elif found.partition(".")[0] not in _GIVEN:
                    waiting.append(found)
        if "." in name:
            waiting.append(name.rpartition(".")[0])
    return reached


def copy(reached: Reached, target: Path) -> None:
    """Copies the files of the modules, and nothing else, to where Python finds them under `target`."""
    for name, source in sorted(reached.modules.items()):
        place = target.joinpath(*name.split("."))
        if source.name == "__init__.py":
            place = place / "__init__.py"
        elif source.is_file():
            place = place.with_name(f"{place.name}.py")
        else:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)


def _note_contract(reached: Reached, name: str, place: str) -> None:
    parts = name.split(".")
    if len(parts) < 3 or "*" in parts:
        raise BuildError(
            f"{place}: name the interface, e.g. `from {CONTRACT_MODULE}.imports import data_sales`: "
            "what a plugin imports is what it may do"
        )
    reached.contract.setdefault(".".join(parts[1:3]), place)


def _is_standard(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _source(name: str, path: list[str]) -> Path | None:
    """The file of a module, or `None` where the name is not a module (but, say, a class in one)."""
    search: list[str] | None = path
    spec = None
    parts = name.split(".")
    for index in range(len(parts)):
        spec = PathFinder.find_spec(".".join(parts[: index + 1]), search)
        if spec is None:
            return None
        search = list(spec.submodule_search_locations or [])
    if spec is None or spec.origin is None:
        return Path(search[0]) if spec is not None and search else None
    if not isinstance(spec.loader, SourceFileLoader):
        raise BuildError(f"{spec.origin}: only modules in Python can be part of a component")
    return Path(spec.origin)


def _imports(source: Path, module: str) -> Iterator[tuple[str, int]]:
    """Every name that import statements of a file could mean as a module, with its line."""
    try:
        tree = ast.parse(source.read_bytes(), str(source))
    except SyntaxError as error:
        raise BuildError(f"{source}:{error.lineno}: {error.msg}") from error
    package = module.split(".") if source.name == "__init__.py" else module.split(".")[:-1]
    for node in _at_runtime(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            in_contract = origin.partition(".")[0] == CONTRACT_MODULE
            if not in_contract or origin.count(".") >= 2:
                yield origin, node.lineno
            if not in_contract or origin.count(".") < 2:
                yield from ((f"{origin}.{alias.name}", node.lineno) for alias in node.names)


def _at_runtime(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those below `if TYPE_CHECKING:`."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and ast.unparse(child.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            for other in child.orelse:
                yield from _at_runtime(other)
        else:
            yield from _at_runtime(child)
