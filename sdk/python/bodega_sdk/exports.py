"""The point `exports.run`: documents that a person or a schedule asks for."""

from __future__ import annotations

from abc import ABC, abstractmethod

from bodega_contract.exports import exports_run
from bodega_contract.imports import exports_request
from bodega_contract.imports.exports_request import Details

from ._guard import failures
from .data import Json, from_json
from .errors import Reject, Retry

__all__ = ["Details", "Exports", "Reject", "Retry", "parameters"]


class Exports(ABC):
    """Serves `exports.run`."""

    @abstractmethod
    def export(self, request: Details) -> int:
        """Makes the document that `request.name` names and gives the number of its file.

        It is what `bodega_contract.imports.host_file_effects.begin` or `host_document_effects.begin` gave.
        """


def parameters(request: Details) -> Json:
    """What the person asked with."""
    return from_json(request.parameters)


def export(plugin: Exports) -> type:
    """The class that the component exports."""

    class ExportsRun:
        @failures(int, exports_run)
        def run(self) -> int:
            return plugin.export(exports_request.current())

    return ExportsRun
