"""Exact arithmetic for money and quantities, the same as the host's (`sdk/core`): integers only, no floats.

Money is minor units of one currency, quantities are millionths, rates are parts per million or basis points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

#: Millionths in one.
MICROS_PER_ONE = 1_000_000
#: Parts per million in one whole.
PPM = 1_000_000
#: Basis points in one whole.
BASIS_POINTS = 10_000

#: What the contract's `s64` holds.
S64_MIN, S64_MAX = -(1 << 63), (1 << 63) - 1

_DECIMAL = re.compile(r"(-?)([0-9]+)(?:\.([0-9]{1,6})0*)?", re.ASCII)


class Rounding(Enum):
    """How an exact half is rounded; anything else goes to the nearest integer."""

    #: Halves go up, towards positive infinity.
    HALF_UP = auto()
    #: Halves go down, towards negative infinity.
    HALF_DOWN = auto()
    #: Halves go to the even integer.
    HALF_EVEN = auto()


class Remainder(Enum):
    """Who gets the minor units that whole shares leave over."""

    #: Shares are rounded down; missing units go to the largest fractional parts, ties to the earliest entry.
    LARGEST_REMAINDER = auto()
    #: Shares are rounded down; missing units go one each from the first entry on, skipping weights of 0.
    FLOOR_THEN_FIRST = auto()
    #: Shares are rounded half down; surplus or deficit is corrected one unit each from the first entry on.
    HALF_DOWN_THEN_FIRST = auto()
    #: Every share but the last is rounded half up; the last entry takes the rest.
    LAST_TAKES_REST = auto()


def div_round(numerator: int, denominator: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """`numerator / denominator` to the nearest integer. `denominator` must be positive."""
    if denominator <= 0:
        raise ValueError(f"the denominator must be positive, not {denominator}")
    floor, rest = divmod(numerator, denominator)
    against_half = 2 * rest - denominator
    if against_half != 0:
        return floor + (against_half > 0)
    if rounding is Rounding.HALF_EVEN:
        return floor + (floor & 1)
    return floor + (rounding is Rounding.HALF_UP)


def split(amount: int, weights: Sequence[int], remainder: Remainder = Remainder.LARGEST_REMAINDER) -> list[int]:
    """Shares of `amount` by weight that add up to it; all 0 where it is 0 or the weights add up to 0 or less."""
    total = sum(weights)
    if amount == 0 or total <= 0:
        return [0] * len(weights)
    if remainder is Remainder.LARGEST_REMAINDER:
        parts = [divmod(amount * weight, total) for weight in weights]
        shares = [floor for floor, _ in parts]
        rests = sorted((-rest, index) for index, (_, rest) in enumerate(parts) if rest > 0)
        for _, index in rests[: max(amount - sum(shares), 0)]:
            shares[index] += 1
        return shares
    if remainder is Remainder.LAST_TAKES_REST:
        shares = [div_round(amount * weight, total) for weight in weights[:-1]]
        return [*shares, amount - sum(shares)]
    if remainder is Remainder.FLOOR_THEN_FIRST:
        shares = [amount * weight // total for weight in weights]
    else:
        shares = [div_round(amount * weight, total, Rounding.HALF_DOWN) for weight in weights]
    return _corrected_from_first(amount, weights, shares)


def _corrected_from_first(amount: int, weights: Sequence[int], shares: list[int]) -> list[int]:
    off = amount - sum(shares)
    while off != 0:
        for index, weight in enumerate(weights):
            if weight != 0 and off != 0:
                step = 1 if off > 0 else -1
                shares[index] += step
                off -= step
    return shares


def capped_split(
    amount: int,
    weights: Sequence[int],
    caps: Sequence[int],
    remainder: Remainder = Remainder.LARGEST_REMAINDER,
) -> list[int]:
    """Splits `amount`, limited to the sum of `caps`, so that no share passes its cap.

    An entry whose exact share is greater than its cap gets its cap, and what is left is split again over the others.
    Entries need a weight and a cap above 0 to get anything.
    """
    if len(weights) != len(caps):
        raise ValueError("there must be as many caps as weights")
    shares = [0] * len(weights)
    left = min(amount, sum(max(cap, 0) for cap in caps))
    active = [i for i in range(len(weights)) if weights[i] > 0 and caps[i] > 0]
    while active and left > 0:
        total = sum(weights[i] for i in active)
        over = [i for i in active if left * weights[i] > caps[i] * total]
        if not over:
            for i, part in zip(active, split(left, [weights[i] for i in active], remainder), strict=True):
                shares[i] = part
            break
        for i in over:
            shares[i] = caps[i]
        left -= sum(caps[i] for i in over)
        active = [i for i in active if i not in over]
    return shares


def parse_quantity(text: str) -> int:
    """Reads `2`, `1.25`, `-0.5` as millionths: a decimal with at most six places (further zeros are allowed)."""
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError(f"`{text}` is not a decimal number with at most six places")
    sign, whole, fraction = match.groups()
    micros = int(whole) * MICROS_PER_ONE + int((fraction or "").ljust(6, "0"))
    if micros > S64_MAX:
        raise ValueError(f"`{text}` is too large for a quantity")
    return -micros if sign else micros


def format_quantity(micros: int) -> str:
    """`1250000` as `1.25`."""
    whole, fraction = divmod(abs(micros), MICROS_PER_ONE)
    places = f".{fraction:06}".rstrip("0") if fraction else ""
    return f"{'-' if micros < 0 else ''}{whole}{places}"


def whole_units(micros: int) -> int | None:
    """The number of whole units, where the quantity is whole and not negative."""
    units, rest = divmod(micros, MICROS_PER_ONE)
    return units if rest == 0 and units >= 0 else None


def line_amount(unit_price: int, micros: int) -> int:
    """`unit_price` times a quantity, rounded half up to a minor unit."""
    amount = div_round(unit_price * micros, MICROS_PER_ONE)
    if not S64_MIN <= amount <= S64_MAX:
        raise OverflowError("the amount of the line does not fit into 64 bits")
    return amount
