// Generated from the contract by `npm run types`. Do not edit.
/**
 * What is charged, refunded or cancelled.
 * @module
 */
import { charge as charge_ } from "#raw/payment/request";
import { refund as refund_ } from "#raw/payment/request";
import { liftInteger } from "#wire";

export interface ChargeDetails {
    /**
     * The same through start, query and cancel, over retries and restarts: send it to the party as the order number and
     * the idempotency key. 32 lower-case hexadecimal digits.
     */
    id: string;
    /** The method as the manifest names it. */
    method: string;
    /** Minor units, more than 0. */
    amount: bigint;
    /** ISO 4217. */
    currency: string;
    /** The sale's id, and the number that people read. */
    sale: string;
    number: string;
    store: string;
    terminal: string;
    /**
     * The code that the customer presented (a bar code of a wallet); only while the charge starts, and only where the
     * method is customer-presented. Never log it.
     */
    presentedCode?: string | undefined;
    /** The party's reference, once known. */
    reference?: string | undefined;
    startedMs: bigint;
    /** When the host will cancel it. */
    expiresMs: bigint;
    nowMs: bigint;
    /** 1 = the first call for this payment. */
    attempt: number;
}
/** @internal */
export function liftChargeDetails(value: any): ChargeDetails {
    value.amount = liftInteger(value.amount);
    value.presentedCode = value.presentedCode ?? undefined;
    value.reference = value.reference ?? undefined;
    value.startedMs = liftInteger(value.startedMs);
    value.expiresMs = liftInteger(value.expiresMs);
    value.nowMs = liftInteger(value.nowMs);
    value.attempt = value.attempt >>> 0;
    return value;
}

export interface RefundDetails {
    /** As the charge's id, of the refund. Starting twice under one id must refund once. */
    id: string;
    /** Minor units, more than 0; all refunds of a charge together never exceed it. */
    amount: bigint;
    /** Why, for people. */
    reason: string;
    startedMs: bigint;
    /** 1 = the first call for this refund. */
    attempt: number;
}
/** @internal */
export function liftRefundDetails(value: any): RefundDetails {
    value.amount = liftInteger(value.amount);
    value.startedMs = liftInteger(value.startedMs);
    value.attempt = value.attempt >>> 0;
    return value;
}

/** The charge; for a refund the one that it takes back. */
export function charge(): ChargeDetails {
    return liftChargeDetails(charge_());
}

/** The refund; none in other points. */
export function refund(): RefundDetails | undefined {
    const value: any = refund_();
    return value == null ? undefined : liftRefundDetails(value);
}
