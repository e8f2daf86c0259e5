"""Writes the typed modules of the whole contract, which editors, type checkers and native tests use.

`python -m bodega_sdk.build.contract FOLDER`. In a component, componentize-py puts the plugin's own world in their
place.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import wit
from .errors import BuildError

#: What componentize-py writes beside the world's module and native code has a use for.
_HELPERS = ["componentize_py_types.py"]


def componentize_py() -> list[str]:
    """The command of the componentize-py that is installed beside this interpreter."""
    beside = Path(sys.executable).parent / "componentize-py"
    found = str(beside) if beside.exists() else shutil.which("componentize-py")
    if found is None:
        raise BuildError("componentize-py is not installed: `pip install 'bodega-sdk[build]'`")
    return [found]


def run(command: list[str], env: dict[str, str] | None = None) -> None:
    """Runs a tool; its last words are the error."""
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = (done.stdout + done.stderr).split("Stack backtrace:")[0].strip()
        raise BuildError(f"{Path(command[0]).name}: {words}")


def write(target: Path, folder: Path) -> None:
    """Writes the modules for all of the contract in `folder` into `target`."""
    every = wit.interfaces(folder)
    with tempfile.TemporaryDirectory() as scratch:
        world, out = Path(scratch) / "wit", Path(scratch) / "out"
        wit.write_world(world, folder, every)
        options = ["-q", "-d", str(world), "-w", "plugin", "--world-module", wit.CONTRACT_MODULE]
        run([*componentize_py(), *options, *wit.name_options(every), "bindings", str(out)])
        shutil.rmtree(target / wit.CONTRACT_MODULE, ignore_errors=True)
        shutil.copytree(out / wit.CONTRACT_MODULE, target / wit.CONTRACT_MODULE)
        (target / wit.CONTRACT_MODULE / "py.typed").touch()
        for helper in _HELPERS:
            shutil.copy(out / helper, target / helper)


if __name__ == "__main__":
    write(Path(sys.argv[1]), wit.folder())
