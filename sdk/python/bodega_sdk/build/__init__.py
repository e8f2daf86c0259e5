"""Turns a project into a component: `python -m bodega_sdk.build`."""
