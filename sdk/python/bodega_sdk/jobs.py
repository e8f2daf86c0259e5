"""The point `jobs.run`: work at set times."""

from __future__ import annotations

from abc import ABC, abstractmethod

from bodega_contract.exports import jobs_run
from bodega_contract.imports import jobs_run_info
from bodega_contract.imports.jobs_run_info import Details

from ._guard import failures
from .errors import Reject, Retry

__all__ = ["Details", "Jobs", "Reject", "Retry"]


class Jobs(ABC):
    """Serves `jobs.run`."""

    @abstractmethod
    def run_job(self, run: Details) -> None:
        """Does the job that `run.job` names. Effects are committed with the mark that the run is done."""


def export(plugin: Jobs) -> type:
    """The class that the component exports."""

    class JobsRun:
        @failures(type(None), jobs_run)
        def run(self) -> None:
            plugin.run_job(jobs_run_info.current())

    return JobsRun
