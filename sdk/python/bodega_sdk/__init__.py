"""The Python SDK for Bodega plugins; `README.md` is the guide.

Each extension point has a module (`pricing`, `validation`, `migration`, `events`, `jobs`, `http`, `actions`, `reports`,
`messaging`, `exports`, `channel`), and so has
each capability (`bodega_contract.imports.*`, with comfort around some of them here). What a plugin imports is what it
may do: the build reads the import statements and writes nothing else into the component, so this file imports nothing.
"""

__version__ = "0.1.0"
