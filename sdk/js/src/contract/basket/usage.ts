// Generated from the contract by `npm run types`. Do not edit.
/**
 * How often the member bought before.
 * @module
 */
import * as raw from "#raw/basket/usage";

/** 1 = this is the member's first sale; none without a member. */
export function orderNumber(): number | undefined {
    const value: any = raw.orderNumber();
    return value == null ? undefined : value >>> 0;
}
