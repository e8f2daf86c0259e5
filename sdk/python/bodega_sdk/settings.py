"""The installation's settings (`bodega:host/settings`), nearest level first already merged."""

from __future__ import annotations

from bodega_contract.imports import host_settings

from .data import Json, from_json
from .errors import InvalidSettings


def read() -> Json:
    """The settings. Text that is not JSON without fractions is refused as invalid settings."""
    try:
        return from_json(host_settings.get())
    except ValueError as error:
        raise InvalidSettings(f"the settings cannot be read: {error}") from error
