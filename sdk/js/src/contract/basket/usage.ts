// Generated from the contract by `npm run types`. Do not edit.
/**
 * How often the member bought before.
 * @module
 */
import { orderNumber as orderNumber_ } from "#raw/basket/usage";

/** 1 = this is the member's first sale; none without a member. */
export function orderNumber(): number | undefined {
    const value: any = orderNumber_();
    return value == null ? undefined : value >>> 0;
}
