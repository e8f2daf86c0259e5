// Generated from the contract by `npm run types`. Do not edit.
/**
 * The message to send.
 * @module
 */
import { current as current_ } from "#raw/messaging/outgoing";
import { liftInteger } from "#wire";

export interface Details {
    /** The message's id, the same over re-runs and retries: send it to others as the idempotency key. */
    message: string;
    /** A channel that the manifest offers: `sms`, `wechat`, `wecom`, `email` or `app`. */
    channel: string;
    /** Where it goes on this channel: a telephone number, an e-mail address, an openid. Personal data: never log or keep it. */
    address: string;
    /** `service` (about something the member did) or `marketing`. */
    purpose: string;
    /** Whose message it is and its name there: what a platform's registered template is found by. */
    plugin: string;
    template: string;
    /**
     * The text of that plugin's manifest in `language`; `{name}` stands for a parameter. The host fills nothing in: some
     * platforms take templates and parameters, others a text.
     */
    text: string;
    /** A JSON object of texts. */
    parameters: string;
    /** A BCP 47 tag. */
    language: string;
    /** 1 = the first attempt on any channel. */
    attempt: number;
    /** When it is of no use any more, and the time now, ms since 1970 UTC. */
    expiresMs: bigint;
    nowMs: bigint;
}
/** @internal */
export function liftDetails(value: any): Details {
    value.attempt = value.attempt >>> 0;
    value.expiresMs = liftInteger(value.expiresMs);
    value.nowMs = liftInteger(value.nowMs);
    return value;
}

export function current(): Details {
    return liftDetails(current_());
}
