"""What stops a build, without building."""

from __future__ import annotations

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

from bodega_sdk.build import component, reach
from bodega_sdk.build.__main__ import main
from bodega_sdk.build.errors import BuildError

SDK = str(Path(__file__).resolve().parents[1])
MANIFEST = 'name = "p"\npoints = {points}\n'


class Folder(unittest.TestCase):
    """A project in a scratch folder."""

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def write(self, **files: str) -> None:
        """Writes modules, and `manifest` and `pyproject`."""
        names = {"manifest": "bodega.toml", "pyproject": "pyproject.toml"}
        for name, text in files.items():
            (self.folder / names.get(name, f"{name}.py")).write_text(text, "utf-8")

    def refused(self) -> str:
        """What the build says."""
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            self.assertEqual(main([str(self.folder)]), 1)
        return said.getvalue()

    def reached(self, root: str = "plugin") -> reach.Reached:
        """What import statements lead to."""
        return reach.reach([root], [str(self.folder), SDK])


class Refusals(Folder):
    """Errors name the file and the remedy."""

    def test_no_manifest(self) -> None:
        self.assertIn("bodega.toml is missing", self.refused())

    def test_a_broken_manifest_names_its_line(self) -> None:
        self.write(manifest='name = "p"\npoints = [}\n')
        self.assertIn("line 2", self.refused())

    def test_an_unknown_point_lists_those_there_are(self) -> None:
        self.write(manifest=MANIFEST.format(points='["pricing.prize"]'))
        said = self.refused()
        self.assertIn("`pricing.prize`", said)
        self.assertIn("pricing.price", said)

    def test_no_module(self) -> None:
        self.write(manifest=MANIFEST.format(points='["events.handle"]'))
        self.assertIn("no module `plugin`", self.refused())

    def test_a_point_that_the_manifest_lacks(self) -> None:
        self.write(manifest=MANIFEST.format(points='["events.handle"]'), plugin="from bodega_sdk import pricing\n")
        self.assertIn("serves `pricing.compile`, which `points` in bodega.toml does not name", self.refused())

    def test_an_interface_that_the_contract_lacks(self) -> None:
        text = "\nfrom bodega_contract.imports import data_everything\n"
        self.write(manifest=MANIFEST.format(points='["events.handle"]'), plugin=text)
        said = self.refused()
        self.assertIn("plugin.py:2", said)
        self.assertIn("data_everything", said)

    def test_the_contract_is_not_imported_wholesale(self) -> None:
        wholesale = ["bodega_contract import imports", "bodega_contract.imports import *"]
        for text in ("import bodega_contract", *(f"from {words}" for words in wholesale)):
            self.write(plugin=text)
            with self.subTest(text), self.assertRaisesRegex(BuildError, r"plugin\.py:1.*name the interface"):
                self.reached()

    def test_a_plugin_that_is_no_class_name(self) -> None:
        self.write(manifest=MANIFEST.format(points='["events.handle"]'), pyproject='[tool.bodega]\nplugin = "a.b"\n')
        self.assertIn("must look like `plugin:Plugin`", self.refused())

    def test_a_syntax_error_names_file_and_line(self) -> None:
        self.write(manifest=MANIFEST.format(points='["events.handle"]'), plugin="x = 1\ny = (\n")
        self.assertIn("plugin.py:2", self.refused())


class Reach(Folder):
    """Import statements are the list of permissions."""

    def test_imports_are_followed_through_packages_and_functions(self) -> None:
        (self.folder / "own").mkdir()
        (self.folder / "own" / "__init__.py").write_text("from .deep import x\n", "utf-8")
        (self.folder / "own" / "deep.py").write_text(
            "def x():\n    from bodega_contract.imports import data_sales as s\n    import statistics\n", "utf-8"
        )
        self.write(plugin="import own\nimport json\n")
        reached = self.reached()
        self.assertEqual(set(reached.contract), {"imports.data_sales"})
        self.assertEqual(set(reached.modules), {"plugin", "own", "own.deep"})
        self.assertEqual(reached.standard, {"json", "statistics"})

    def test_names_of_an_interface_count_as_the_interface(self) -> None:
        self.write(plugin="from bodega_contract.imports.host_log import Level, write\n")
        self.assertEqual(set(self.reached().contract), {"imports.host_log"})

    def test_types_for_checkers_are_no_permission(self) -> None:
        checked = "if TYPE_CHECKING:\n    from bodega_contract.imports import data_sales\n"
        self.write(plugin=f"from typing import TYPE_CHECKING\n{checked}")
        self.assertEqual(self.reached().contract, {})

    def test_points_bring_what_they_read(self) -> None:
        self.write(plugin="from bodega_sdk.price import Price\n")
        self.assertEqual(
            set(self.reached().contract), {"exports.pricing_price", "imports.basket_view", "imports.base_types"}
        )

    def test_only_reached_files_are_copied(self) -> None:
        self.write(plugin="import helper\n", helper="x = 1\n", unused="y = 1\n")
        reach.copy(self.reached(), self.folder / "app")
        self.assertEqual(sorted(file.name for file in (self.folder / "app").rglob("*.py")), ["helper.py", "plugin.py"])


class Binary(unittest.TestCase):
    """Other bytes are no component."""

    def test_what_is_no_component_is_refused(self) -> None:
        for binary in (b"", b"\0asm\x01\0\0\0", b"MZ" * 10):
            with self.assertRaises(BuildError):
                component.imports(binary)
            with self.assertRaises(BuildError):
                component.trim(binary, set())


if __name__ == "__main__":
    unittest.main()
