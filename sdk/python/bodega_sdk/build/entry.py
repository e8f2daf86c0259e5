"""The module that componentize-py starts a component from: imports all while there are files, then closes the doors."""

from __future__ import annotations

from collections.abc import Iterable

from .project import Project
from .reach import Reached
from .wit import Interface

#: The entry's name.
MODULE = "bodega_entry"

#: Objects that Python makes in a call before it looks for cycles. Most calls end before, and their memory is thrown
#: away whole; a look touches every object, and each page touched is copied.
CYCLES_THRESHOLD = 50_000

_TEMPLATE = """\
import gc


def _import(name):
    try:
        __import__(name)
    except ImportError:
        pass  # Whoever needs it says so when it is imported in earnest.


{standard}
from bodega_sdk import sandbox
sandbox.close()
{modules}
from {module} import {class_name} as _Plugin
_plugin = _Plugin()
{exports}
sandbox.seal()
gc.collect()
gc.freeze()
gc.set_threshold({cycles})
"""


def write(project: Project, points: Iterable[tuple[Interface, str]], reached: Reached) -> str:
    """The entry of a plugin that serves `points`, each with its module of the SDK."""
    exports = [
        f"import {module} as _point\n{interface.class_name} = _point.export(_plugin)" for interface, module in points
    ]
    return _TEMPLATE.format(
        standard="\n".join(map(_import, sorted(reached.standard))),
        modules="\n".join(map(_import, sorted(reached.modules))),
        module=project.module,
        class_name=project.class_name,
        exports="\n".join(exports),
        cycles=CYCLES_THRESHOLD,
    )


def _import(name: str) -> str:
    """Imports what a statement inside a function may ask for later, when there are no files any more."""
    return f"_import({name!r})"
