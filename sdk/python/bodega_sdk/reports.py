"""The point `reports.run`: tables for the console, computed when somebody looks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from bodega_contract.exports import reports_run
from bodega_contract.exports.reports_run import Cell, Column, Kind, Plot, Table
from bodega_contract.imports import reports_query
from bodega_contract.imports.reports_query import Details

from ._guard import refusals

__all__ = ["Column", "Details", "Kind", "Plot", "Reports", "Table", "table"]


class Reports(ABC):
    """Serves `reports.run`."""

    @abstractmethod
    def report(self, query: Details) -> Table:
        """The table of the report that `query.report` names, in the reader's language."""


def table(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[str | int | None]], plot: Plot | None = None
) -> Table:
    """A table of plain values; `None` is an empty cell."""
    cells = [[_cell(value) for value in row] for row in rows]
    if any(len(row) != len(columns) for row in cells):
        raise ValueError(f"each row of `{title}` must have {len(columns)} cells")
    return Table(title, list(columns), cells, plot or reports_run.Plot_Table())


def _cell(value: str | int | None) -> Cell:
    if value is None:
        return reports_run.Cell_Empty()
    return reports_run.Cell_Text(value) if isinstance(value, str) else reports_run.Cell_Number(value)


def export(plugin: Reports) -> type:
    """The class that the component exports."""

    class ReportsRun:
        @refusals(Table)
        def run(self) -> Table:
            return plugin.report(reports_query.current())

    return ReportsRun
