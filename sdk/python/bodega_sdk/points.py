"""Which module of the SDK serves a point: its `export` makes the class that a component exports. The build reads it."""

#: Modules, by point.
POINTS = {
    "pricing.compile": "bodega_sdk.compile",
    "pricing.price": "bodega_sdk.price",
    "validation.check": "bodega_sdk.validation",
    "migration.run": "bodega_sdk.migration",
    "events.handle": "bodega_sdk.events",
    "jobs.run": "bodega_sdk.jobs",
    "http.handle": "bodega_sdk.http",
    "actions.run": "bodega_sdk.actions",
    "reports.run": "bodega_sdk.reports",
    "payment.charge": "bodega_sdk.payments",
    "payment.cancel": "bodega_sdk.payment_cancel",
    "payment.refund": "bodega_sdk.refunds",
    "messaging.send": "bodega_sdk.messaging",
    "exports.run": "bodega_sdk.exports",
    "channel.push": "bodega_sdk.channel",
}
