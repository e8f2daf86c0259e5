"""Runs points under CPython, without WebAssembly: a basket, rules and a host made of plain values.

    basket = TestBasket("CNY").line("tea", 2, 990, tags=["drink"])
    compiled = compile_rules(plugin, TestRules({"percent": 10}))
    answer = price(plugin, compiled.snapshot, basket)

Points run as they do in a component: without clock and randomness, and what they import but the test does not offer
fails with its name. Answers are checked against the contract's types, which a component would not survive breaking.
"""

from .basket import TestBasket, TestRules
from .host import TestHost
from .run import (
    check, compile_rules, handle, migrate, outgoing, press, price, push, report, request, run_export, run_job, send,
)

__all__ = [
    "TestBasket", "TestHost", "TestRules", "check", "compile_rules", "handle", "migrate", "outgoing", "press", "price",
    "push", "report", "request", "run_export", "run_job", "send",
]  # fmt: skip
