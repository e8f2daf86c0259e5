"""The vectors of `sdk/core`'s tests, and what Python adds to go wrong."""

from __future__ import annotations

import unittest

from bodega_sdk.money import (
    S64_MAX,
    Remainder,
    Rounding,
    capped_split,
    div_round,
    format_quantity,
    line_amount,
    parse_quantity,
    split,
    whole_units,
)


class Round(unittest.TestCase):
    """`div_round`."""

    def test_halves_follow_the_mode_on_both_sides_of_zero(self) -> None:
        for halves, up, down, even in [(5, 3, 2, 2), (7, 4, 3, 4), (-5, -2, -3, -2), (-7, -3, -4, -4)]:
            self.assertEqual(div_round(halves, 2), up)
            self.assertEqual(div_round(halves, 2, Rounding.HALF_DOWN), down)
            self.assertEqual(div_round(halves, 2, Rounding.HALF_EVEN), even)

    def test_large_values_stay_exact(self) -> None:
        self.assertEqual(div_round(S64_MAX * 3, 2, Rounding.HALF_DOWN), 13835058055282163710)
        self.assertEqual(div_round(S64_MAX * 10 + 6, 10), S64_MAX + 1)

    def test_a_denominator_must_be_positive(self) -> None:
        for denominator in (0, -1):
            with self.assertRaises(ValueError):
                div_round(1, denominator)


class Split(unittest.TestCase):
    """`split` and `capped_split`."""

    def test_shares_add_up_in_every_mode(self) -> None:
        weights = [3000, 4000, 0, 4500, 700, 1]
        for mode in Remainder:
            for amount in [0, 1, 2, 3, 99, 2500, 12201, 1_000_003]:
                self.assertEqual(sum(split(amount, weights, mode)), amount, f"{mode} {amount}")

    def test_capped_shares_spread_the_excess_again(self) -> None:
        self.assertEqual(capped_split(2500, [3000, 4000, 4500, 700], [200, 800, 4500, 700]), [200, 800, 1298, 202])

    def test_ties_go_to_the_earliest(self) -> None:
        self.assertEqual(split(101, [500, 500]), [51, 50])
        self.assertEqual(split(1000, [3750, 2000]), [652, 348])

    def test_no_cap_is_passed_and_nothing_is_lost_that_fits(self) -> None:
        caps = [1, 0, 5, 1000]
        for amount in [1, 6, 7, 500, 1006, 5000]:
            shares = capped_split(amount, [10, 10, 10, 1], caps)
            self.assertTrue(all(0 <= share <= cap for share, cap in zip(shares, caps, strict=True)))
            self.assertEqual(sum(shares), min(amount, 1006))

    def test_a_negative_amount_adds_up_too(self) -> None:
        for mode in Remainder:
            self.assertEqual(sum(split(-101, [500, 500, 1], mode)), -101)

    def test_nothing_to_weigh_gets_nothing(self) -> None:
        self.assertEqual(split(100, []), [])
        self.assertEqual(split(100, [0, 0]), [0, 0])
        self.assertEqual(capped_split(100, [0, 1], [5, 0]), [0, 0])
        self.assertEqual(capped_split(-5, [1], [5]), [0])

    def test_amounts_beyond_doubles_stay_exact(self) -> None:
        self.assertEqual(split(S64_MAX, [1, 1, 1]), [S64_MAX // 3 + 1, S64_MAX // 3, S64_MAX // 3][:3])
        self.assertEqual(sum(split(S64_MAX, [1, 1, 1])), S64_MAX)


class Quantity(unittest.TestCase):
    """Millionths."""

    def test_decimals_read_and_print_alike(self) -> None:
        for text in ["0", "2", "1.2", "-0.5", "0.000001", "9223372036854.775807"]:
            self.assertEqual(format_quantity(parse_quantity(text)), text)
        self.assertEqual(parse_quantity("2.0"), 2_000_000)
        self.assertEqual(parse_quantity("1.2500000"), 1_250_000)
        for text in ["", ".5", "1.", "1.0000001", "1e3", "+1", "0x1", "9223372036855", "1 ", "\uff11", "1\n"]:
            with self.assertRaises(ValueError, msg=text):
                parse_quantity(text)

    def test_a_weighed_line_rounds_half_up(self) -> None:
        self.assertEqual(line_amount(999, 1_500_000), 1499)
        self.assertEqual(line_amount(-999, 1_500_000), -1498)
        with self.assertRaises(OverflowError):
            line_amount(S64_MAX, 2_000_000)

    def test_whole_units_are_whole_and_not_negative(self) -> None:
        self.assertEqual([whole_units(q) for q in (2_000_000, 0, 1_500_000, -1_000_000)], [2, 0, None, None])


if __name__ == "__main__":
    unittest.main()
