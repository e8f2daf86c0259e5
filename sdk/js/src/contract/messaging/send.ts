// Generated from the contract by `npm run types`. Do not edit.
/**
 * Called for a message that a member agreed to, by the merchant's first installation that offers its channel. Effects are
 * committed together with the mark that it is sent.
 * @module
 */
import { guard, text } from "#wire";

export interface Later {
    reason: string;
    /** Ms to wait at least; the host waits longer where it backs off. */
    afterMs: number;
}

export type Failure =
    /** Try again later with back-off, as long as the message lives. */
    | { tag: "retry"; val: string }
    /** The same, where the provider says when. */
    | { tag: "retry-after"; val: Later }
    /** It cannot be delivered, now or later (no such number, blocked by the platform); the text is shown to the merchant. */
    | { tag: "reject"; val: string }
    | { tag: "other"; val: string };

/** Gives the provider's own id of the message, empty where it has none. Sent does not mean delivered. */
export type Serve = () => string;
/** @internal */
export const exporting = (serve: Serve) => ({
    send: (): string => guard(["retry", "retry-after", "reject", "other"], () => {
        const answer = serve();
        return text(answer, "the answer of messaging.send");
    }),
});
