"""The committed modules of the contract are those of `wit/`."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from bodega_sdk.build import contract, wit
from bodega_sdk.points import POINTS

SDK = Path(__file__).resolve().parents[1]
REMEDY = "run `python -m bodega_sdk.build.contract sdk/python`"


def texts(folder: Path) -> dict[str, str]:
    """All Python files below a folder, and the types beside them."""
    files = [*sorted((folder / wit.CONTRACT_MODULE).rglob("*.py")), folder / "componentize_py_types.py"]
    return {str(file.relative_to(folder)): file.read_text("utf-8") for file in files}


class Contract(unittest.TestCase):
    """Generated code."""

    def test_the_modules_are_current(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            contract.write(Path(scratch), wit.folder())
            fresh, committed = texts(Path(scratch)), texts(SDK)
        self.assertEqual(fresh.keys(), committed.keys(), REMEDY)
        for name, text in fresh.items():
            self.assertTrue(text == committed[name], f"{name} is not what wit/ says: {REMEDY}")

    def test_every_point_is_served(self) -> None:
        points = {interface.point for interface in wit.interfaces(wit.folder()) if interface.is_point}
        self.assertEqual(points, set(POINTS), "write a module for the new point, and name it in points.py")


if __name__ == "__main__":
    unittest.main()
