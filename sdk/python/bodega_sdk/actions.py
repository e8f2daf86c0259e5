"""The point `actions.run`: buttons that a plugin adds to the till or the back office."""

from __future__ import annotations

from abc import ABC, abstractmethod

from bodega_contract.exports import actions_run
from bodega_contract.exports.actions_run import Answer
from bodega_contract.imports import actions_press
from bodega_contract.imports.actions_press import Details

from ._guard import failures
from .data import Json, to_json
from .errors import Reject

__all__ = ["Actions", "Answer", "Details", "Reject", "message"]


class Actions(ABC):
    """Serves `actions.run`."""

    @abstractmethod
    def press(self, press: Details) -> Answer:
        """Does what the button asks for; raise `Reject` with words for the person where it cannot be done."""


def message(text: str, data: Json = None) -> Answer:
    """One sentence for the person, and more for the screen."""
    return Answer(text, to_json(data))


def export(plugin: Actions) -> type:
    """The class that the component exports."""

    class ActionsRun:
        @failures(Answer, actions_run)
        def run(self) -> Answer:
            return plugin.press(actions_press.current())

    return ActionsRun
