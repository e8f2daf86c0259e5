"""A secret of the settings, by name. Its value never enters the plugin: the host puts it where the name stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Secret:
    """The secret of this name."""

    name: str
