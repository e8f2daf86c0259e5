"""The plugin as the host would call it, natively."""

from __future__ import annotations

import json
import unittest

from bodega_sdk.events import Reject
from bodega_sdk.testing import TestHost, handle, request

from plugin import Plugin

PLUGIN = Plugin()
SALE = {"sale": {"id": "s-1", "number": "S1-T1-A-1", "member": "m-1"}}


def rate(host: TestHost, body: bytes, sale: str = "s-1") -> int:
    """The status of a rating."""
    return request(PLUGIN, "PUT", f"/ratings/{sale}", host, route="rate", body=body).status


class Invitation(unittest.TestCase):
    """`handle`."""

    def test_a_member_is_invited_once(self) -> None:
        host = TestHost()
        handle(PLUGIN, "sale.committed.v1", SALE, host)
        self.assertEqual(
            host.recorded,
            [
                ("send", "m-1", "service", "invitation", '{"number":"S1-T1-A-1"}'),
                ("put", "ratings", "s-1", '{"number":"S1-T1-A-1"}', 0),
            ],
        )
        host.commit()
        handle(PLUGIN, "sale.committed.v1", SALE, host)
        self.assertEqual(host.recorded, [])

    def test_nobody_is_not_invited(self) -> None:
        host = TestHost()
        handle(PLUGIN, "sale.committed.v1", {"sale": {"id": "s-2", "number": "n"}}, host)
        self.assertEqual(host.recorded, [])

    def test_what_cannot_be_read_is_rejected(self) -> None:
        with self.assertRaises(Reject):
            handle(PLUGIN, "sale.committed.v1", "{", TestHost())


class Ratings(unittest.TestCase):
    """`respond`."""

    def test_a_rating_is_kept_and_counted(self) -> None:
        host = TestHost().document("ratings", "s-1", {"number": "n"}).document("ratings", "s-2", {"number": "n"})
        self.assertEqual((rate(host, b'{"stars":5}'), rate(host, b'{"stars":4}', "s-2")), (204, 204))
        host.commit()
        answer = request(PLUGIN, "GET", "/summary", host, route="summary")
        self.assertEqual(json.loads(answer.body), {"count": 2, "average_hundredths": 450})

    def test_no_ratings(self) -> None:
        answer = request(PLUGIN, "GET", "/summary", TestHost(), route="summary")
        self.assertEqual(json.loads(answer.body), {"count": 0, "average_hundredths": None})

    def test_what_is_no_rating_is_answered_and_not_kept(self) -> None:
        host = TestHost().document("ratings", "s-1", {"number": "n"})
        for body, status in [
            (b"", 400), (b"[]", 400), (b'{"stars":4.5}', 400), (b'{"stars":0}', 422), (b'{"stars":true}', 422),
        ]:  # fmt: skip
            with self.subTest(body):
                self.assertEqual(rate(host, body), status)
        self.assertEqual(rate(host, b'{"stars":5}', "s-9"), 404)
        self.assertEqual(host.recorded, [])


if __name__ == "__main__":
    unittest.main()
