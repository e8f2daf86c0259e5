"""A plugin's folder: `bodega.toml` says what it is, `[tool.bodega]` of `pyproject.toml` where its code is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import BuildError

#: Where the plugin's class is found unless `[tool.bodega] plugin` says otherwise.
PLUGIN = "plugin:Plugin"


@dataclass(frozen=True)
class Project:
    """What the build needs to know of a plugin."""

    folder: Path
    name: str
    points: list[str]
    #: Module and class of the plugin.
    module: str
    class_name: str
    #: Folder of its modules.
    source: Path


def read(folder: Path) -> Project:
    """Reads a plugin's folder."""
    manifest = _toml(folder / "bodega.toml")
    points = manifest.get("points")
    if not isinstance(points, list) or not points or not all(isinstance(point, str) for point in points):
        raise BuildError(f"{folder / 'bodega.toml'}: `points` must name at least one extension point")
    if not isinstance(manifest.get("name"), str):
        raise BuildError(f"{folder / 'bodega.toml'}: `name` is missing")
    own = folder / "pyproject.toml"
    tool = _toml(own).get("tool", {}).get("bodega", {}) if own.exists() else {}
    module, _, class_name = str(tool.get("plugin", PLUGIN)).partition(":")
    if not module or not class_name.isidentifier():
        raise BuildError(f"{own}: `plugin` in [tool.bodega] must look like `{PLUGIN}`: a module and a class")
    source = folder / str(tool.get("source", "."))
    if not source.is_dir():
        raise BuildError(f"{own}: `source` in [tool.bodega] names {source}, which is no folder")
    return Project(folder, manifest["name"], points, module, class_name, source)


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise BuildError(f"{file} is missing: run this in a plugin's folder, or name it") from None
    except tomllib.TOMLDecodeError as error:
        raise BuildError(f"{file}: {error}") from error
