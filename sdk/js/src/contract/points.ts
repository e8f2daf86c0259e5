// Generated from the contract by `npm run types`. Do not edit.
/** Extension points, as manifests name them. */
export const POINTS = [
    "actions.run",
    "channel.push",
    "events.handle",
    "exports.run",
    "http.handle",
    "jobs.run",
    "messaging.send",
    "migration.run",
    "payment.charge",
    "payment.cancel",
    "payment.refund",
    "pricing.compile",
    "pricing.price",
    "reports.run",
    "validation.check",
] as const;
