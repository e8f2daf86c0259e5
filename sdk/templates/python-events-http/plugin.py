"""Invites members to rate a purchase, and takes the ratings that a partner's app posts. A rating's key is its sale."""

from __future__ import annotations

from bodega_contract.imports import data_message_effects as messages
from bodega_sdk import documents, documents_effects
from bodega_sdk.data import from_json, to_json
from bodega_sdk.events import Envelope, EventHandler, payload
from bodega_sdk.http import Request, Response, Routes, empty_response, json_response
from bodega_sdk.money import div_round

RATINGS = "ratings"
STARS = range(1, 6)


class Plugin(EventHandler, Routes):
    """The plugin."""

    def handle(self, event: Envelope) -> None:
        """Invites once: the document that must be new makes a repeated event harmless."""
        sale = payload(event)["sale"]
        member = sale.get("member")
        if member is None or documents.get(RATINGS, sale["id"]) is not None:
            return
        messages.send(member, "service", "invitation", to_json({"number": sale["number"]}))
        documents_effects.put(RATINGS, sale["id"], {"number": sale["number"]}, documents_effects.NEW)

    def respond(self, request: Request) -> Response:
        """Routes are matched by the host; `bodega.toml` has them."""
        if request.head.route == "rate":
            return rate(request.head.path.rpartition("/")[2], request)
        return summary()


def rate(sale: str, request: Request) -> Response:
    """`PUT /ratings/{sale}` with `{"stars": 5}`."""
    try:
        stars = request.json()["stars"]
    except (ValueError, KeyError, TypeError):
        return json_response({"error": "send an object with `stars`"}, 400)
    if type(stars) is not int or stars not in STARS:
        return json_response({"error": "`stars` must be a whole number from 1 to 5"}, 422)
    invited = documents.get(RATINGS, sale)
    if invited is None:
        return json_response({"error": "this sale was not invited to rate"}, 404)
    # The version read makes two ratings at once run again one after the other.
    documents_effects.put(RATINGS, sale, {**from_json(invited.body), "stars": stars}, invited.version)
    return empty_response()


def summary() -> Response:
    """`GET /summary`: count, and the average in hundredths of a star, since JSON here has no fractions."""
    stars = [from_json(found.body)["stars"] for found in documents.find(RATINGS, documents.between("stars", 1, 5))]
    average = div_round(100 * sum(stars), len(stars)) if stars else None
    return json_response({"count": len(stars), "average_hundredths": average})
