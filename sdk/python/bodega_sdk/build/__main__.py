"""`bodega-py-build [FOLDER] [-o FILE]`: builds a plugin's component."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from ..points import POINTS
from . import component, contract, entry, project, reach, wit
from .errors import BuildError

#: The least memory of a call that the host gives to prices; a component that starts with more cannot be priced with.
PRICE_MEMORY_BYTES = 16 << 20


def build(folder: Path, output: Path) -> component.Needs:
    """Builds the component of a plugin's folder and says what it needs."""
    plugin = project.read(folder)
    contract_folder = wit.folder()
    every = wit.interfaces(contract_folder)
    points = [(_interface(point, every), _module(point, plugin)) for point in plugin.points]
    sdk = str(Path(__file__).resolve().parents[2])
    libraries = [place for place in sys.path if place and Path(place).name in ("site-packages", "dist-packages")]
    path = [str(plugin.source), sdk, *(place for place in libraries if place != sdk)]
    found = reach.reach([plugin.module, "bodega_sdk.sandbox", *(module for _, module in points)], path)
    if plugin.module not in found.modules:
        raise BuildError(
            f"there is no module `{plugin.module}` in {plugin.source}: see [tool.bodega] in pyproject.toml"
        )
    chosen = [interface for interface, _ in points] + _imports(found, every, plugin)
    with tempfile.TemporaryDirectory() as scratch:
        world, app, raw, venv = (Path(scratch) / name for name in ("wit", "app", "raw.wasm", "venv"))
        wit.write_world(world, contract_folder, chosen)
        reach.copy(found, app)
        (app / f"{entry.MODULE}.py").write_text(entry.write(plugin, points, found), "utf-8")
        # componentize-py adds this machine's libraries by itself, unless it finds a virtual environment: an empty one.
        (venv / "lib" / "site-packages").mkdir(parents=True)
        options = ["-q", "-d", str(world), "-w", "plugin", "--world-module", wit.CONTRACT_MODULE]
        target = ["componentize", "--stub-wasi", "-p", str(app), "-o", str(raw), entry.MODULE]
        env = {**os.environ, "VIRTUAL_ENV": str(venv), **_fixed_random(Path(scratch))}
        contract.run([*contract.componentize_py(), *options, *wit.name_options(chosen), *target], env)
        binary = component.trim(raw.read_bytes(), {interface.full_name for interface, _ in points})
    _check(binary, chosen)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(binary)
    return component.needs(binary)


def _fixed_random(scratch: Path) -> dict[str, str]:
    """What gives every build the same hash seed, for which componentize-py has no option."""
    compiler = shutil.which("cc") if sys.platform == "linux" else None
    if compiler is None:
        print("warning: without Linux and `cc` sets of text have a new order after every build", file=sys.stderr)
        return {}
    library = scratch / "fixed_random.so"
    source = Path(__file__).with_name("fixed_random.c")
    contract.run([compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(source)])
    return {"LD_PRELOAD": str(library)}


def _interface(point: str, every: list[wit.Interface]) -> wit.Interface:
    for interface in every:
        if interface.is_point and interface.point == point:
            return interface
    known = ", ".join(interface.point for interface in every if interface.is_point)
    raise BuildError(f"bodega.toml: there is no extension point `{point}`: the contract has {known}")


def _module(point: str, plugin: project.Project) -> str:
    if point not in POINTS:
        raise BuildError(f"{plugin.folder / 'bodega.toml'}: this SDK does not serve `{point}` yet: upgrade bodega-sdk")
    return POINTS[point]


def _imports(found: reach.Reached, every: list[wit.Interface], plugin: project.Project) -> list[wit.Interface]:
    """The interfaces that are imported; a point's own types may be named where the point is served."""
    known = {f"{'exports' if i.is_point else 'imports'}.{i.module}": i for i in every}
    chosen: list[wit.Interface] = []
    for name, place in sorted(found.contract.items()):
        interface = known.get(name)
        if interface is None:
            raise BuildError(f"{place}: the contract has no `{name}`; `bodega_contract` lists what there is")
        if not interface.is_point:
            chosen.append(interface)
        elif interface.point not in plugin.points:
            raise BuildError(
                f"{place}: serves `{interface.point}`, which `points` in bodega.toml does not name: add it"
            )
    return chosen


def _check(binary: bytes, chosen: list[wit.Interface]) -> None:
    allowed = {interface.full_name for interface in chosen if not interface.is_point}
    points = {interface.full_name for interface in chosen if interface.is_point}
    # Types that an interface uses come with it.
    types = {name for name in component.imports(binary) if name.startswith("bodega:base/types@")}
    if extra := set(component.imports(binary)) - allowed - types:
        raise BuildError(f"the component imports {', '.join(sorted(extra))}, which the plugin does not: report this")
    if set(component.exports(binary)) != points:
        raise BuildError(f"the component exports {component.exports(binary)}, not the manifest's points: report this")


def main(arguments: list[str] | None = None) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="bodega-py-build", description="Builds the component of a Bodega plugin.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="folder with bodega.toml")
    parser.add_argument("-o", "--output", type=Path, help="the component; default FOLDER/dist/plugin.wasm")
    options = parser.parse_args(arguments)
    output = options.output or options.folder / "dist" / "plugin.wasm"
    print(f"building {output}, which takes about 15 s", file=sys.stderr)
    try:
        needs = build(options.folder, output)
    except BuildError as error:
        print(f"bodega-py-build: {error}", file=sys.stderr)
        return 1
    print(
        f"{output}: {needs.size_bytes} bytes, {needs.memory_bytes >> 10} KiB of memory at start, "
        f"{needs.core_instances} core instances, {needs.tables} tables"
    )
    if needs.memory_bytes > PRICE_MEMORY_BYTES and any(
        p.startswith("pricing.") for p in project.read(options.folder).points
    ):
        print("warning: a price gets 16 MiB: import fewer libraries, or make tables smaller", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
