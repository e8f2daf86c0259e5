// Generated from the contract by `npm run types`. Do not edit.
/**
 * The request under way.
 * @module
 */
import { current as current_ } from "#raw/http/incoming";
import { body as body_ } from "#raw/http/incoming";
import { liftInteger, u32 } from "#wire";

/** Who calls. */
export type Caller =
    /** Who is known, as `user ID`, `token ID` or `terminal ID`. */
    | { tag: "token"; val: string }
    /** Nobody known: a route that the manifest declares `public`, such as a webhook. Verify the signature. */
    | { tag: "public" }
    | { tag: "other"; val: string };

export interface Head {
    /** The same over re-runs: send it to others as an idempotency key. */
    invocation: string;
    /** `GET`, `POST`, `PUT`, `PATCH` or `DELETE`. */
    method: string;
    /** The path below the prefix, starting with `/`, percent-decoded. */
    path: string;
    /** The query as it came, without `?`. */
    query: string;
    /**
     * Names in lower case, in the order they came; authorization and cookies are left out. `bodega-store` is the id of the
     * store that the caller asks for; one for which the installation is not on never gets here.
     */
    headers: [string, string][];
    caller: Caller;
    /** The name of the declared route that matched. */
    route: string;
    nowMs: bigint;
    bodyBytes: number;
}
/** @internal */
export function liftHead(value: any): Head {
    value.nowMs = liftInteger(value.nowMs);
    value.bodyBytes = value.bodyBytes >>> 0;
    return value;
}

export function current(): Head {
    return liftHead(current_());
}

/** The exact bytes that came, from `offset` on, at most `max`. */
export function body(offset: number, max: number): Uint8Array {
    return body_(u32(offset, "offset"), u32(max, "max"));
}
