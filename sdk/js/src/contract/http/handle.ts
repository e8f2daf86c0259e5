// Generated from the contract by `npm run types`. Do not edit.
/**
 * Called for a request. Effects are committed before the answer goes out; where they cannot be, the caller gets an error.
 * @module
 */
import { bytes, guard, lowerList, record, text, u16 } from "#wire";

export interface Response {
    /** 200 to 599. */
    status: number;
    /** `content-type`, `cache-control`, `etag`, `location` and names that start with `x-`; others are refused. */
    headers: [string, string][];
    body: Uint8Array;
}
/** @internal */
export function lowerResponse(value: Response): any {
    record(value, "Response");
    return {
        status: u16(value.status, "Response.status"),
        headers: lowerList(value.headers, "Response.headers", (item) => [text(item[0], "Response.headers"), text(item[1], "Response.headers")]),
        body: bytes(value.body, "Response.body"),
    };
}

export type Failure =
    /** The request is not served now; the caller gets 503 and may try again. */
    | { tag: "retry"; val: string }
    /** The caller gets 500, the text goes to the installation's log. */
    | { tag: "reject"; val: string }
    | { tag: "other"; val: string };

export type Serve = () => Response;
/** @internal */
export const exporting = (serve: Serve) => ({
    handle: (): Response => guard(["retry", "reject", "other"], () => {
        const answer = serve();
        return lowerResponse(answer);
    }),
});
