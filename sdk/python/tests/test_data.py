"""JSON without floats."""

from __future__ import annotations

import unittest

from bodega_sdk.data import from_json, to_json


class Json(unittest.TestCase):
    """`to_json` and `from_json`."""

    def test_equal_values_give_equal_bytes(self) -> None:
        self.assertEqual(to_json({"b": [1, None], "a": "茶"}), '{"a":"茶","b":[1,null]}')
        self.assertEqual(to_json({"b": (1, None), "a": "茶"}), to_json({"a": "茶", "b": [1, None]}))

    def test_what_readers_disagree_about_is_refused(self) -> None:
        for value in [0.5, {"a": [1e3]}, b"bytes", {1, 2}, {1: "a"}, (1 << 53) + 1, {"a": -(1 << 60)}]:
            with self.assertRaises((TypeError, ValueError), msg=repr(value)):
                to_json(value)
        for text in ["0.5", "1e3", "NaN", "[Infinity]", "{", "1.0"]:
            with self.assertRaises(ValueError, msg=text):
                from_json(text)

    def test_integers_are_read_whole(self) -> None:
        self.assertEqual(from_json(b'{"a": 9007199254740993, "b": true}'), {"a": 9007199254740993, "b": True})


if __name__ == "__main__":
    unittest.main()
