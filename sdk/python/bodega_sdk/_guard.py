"""Turns exceptions into the contract's failures: one that leaves an export would be a trap without words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any, NoReturn, ParamSpec, TypeVar

from bodega_contract.imports import base_types
from componentize_py_types import Err

from ._types import checked, prepare
from .errors import InvalidInput, InvalidSettings, PluginError, Reject, Retry, RetryAfter

_P = ParamSpec("_P")
_R = TypeVar("_R")

#: Frames of a bug's description, innermost last.
FRAMES_MAX = 4
#: Characters of a bug's description.
CHARACTERS_MAX = 1000


def describe(error: BaseException) -> str:
    """An exception in one line: what, and where in the code."""
    frames: list[str] = []
    at = error.__traceback__
    while at is not None:
        code = at.tb_frame.f_code
        if code.co_filename != __file__:
            frames.append(f"{code.co_filename.rpartition('/')[2]}:{at.tb_lineno} in {code.co_qualname}")
        at = at.tb_next
    where = " > ".join(frames[-FRAMES_MAX:])
    return f"{type(error).__name__}: {error} ({where})"[:CHARACTERS_MAX]


def refusals(wanted: Any) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """For points that answer with `wanted` or fail with `bodega:base/types.refusal`."""

    def fail(error: BaseException) -> NoReturn:
        if isinstance(error, InvalidSettings):
            raise Err(base_types.Refusal_InvalidSettings(str(error)))
        if isinstance(error, InvalidInput):
            raise Err(base_types.Refusal_InvalidInput(str(error)))
        text = str(error) if isinstance(error, PluginError) else describe(error)
        raise Err(base_types.Refusal_Other(text))

    return lambda call: _guarded(call, wanted, fail)


def failures(wanted: Any, point: ModuleType) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """For points that answer with `wanted` or fail with their module's `failure`: some of retry, reject, other."""

    def fail(error: BaseException) -> NoReturn:
        arms: dict[str, Any] = vars(point)
        if isinstance(error, RetryAfter) and "Failure_RetryAfter" in arms:
            raise Err(arms["Failure_RetryAfter"](arms["Later"](str(error), error.after_ms)))
        if isinstance(error, Retry) and "Failure_Retry" in arms:
            raise Err(arms["Failure_Retry"](str(error)))
        if isinstance(error, (Reject, InvalidSettings, InvalidInput)) and "Failure_Reject" in arms:
            raise Err(arms["Failure_Reject"](str(error)))
        text = str(error) if isinstance(error, PluginError) else describe(error)
        raise Err(arms["Failure_Other"](text))

    return lambda call: _guarded(call, wanted, fail)


def _guarded(call: Callable[_P, _R], wanted: Any, fail: Callable[[BaseException], NoReturn]) -> Callable[_P, _R]:
    prepare(wanted)

    @wraps(call)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return checked(call(*args, **kwargs), wanted)
        except BaseException as error:  # `sys.exit` too: nobody is there to exit to.
            fail(error)

    return guarded
