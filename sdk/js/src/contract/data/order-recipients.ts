// Generated from the contract by `npm run types`. Do not edit.
/**
 * Who gets an order, and where: personal data, forgotten some weeks after the order's last change.
 * @module
 */
import { get as get_ } from "#raw/data/order-recipients";
import { record, text } from "#wire";

export interface Recipient {
    /** Empty texts where the channel does not tell. */
    name: string;
    phone: string;
    address: string;
    /** What the customer asks for. */
    note: string;
}
/** @internal */
export function lowerRecipient(value: Recipient): any {
    record(value, "Recipient");
    return {
        name: text(value.name, "Recipient.name"),
        phone: text(value.phone, "Recipient.phone"),
        address: text(value.address, "Recipient.address"),
        note: text(value.note, "Recipient.note"),
    };
}

export function get(order: string): Recipient | undefined {
    const value: any = get_(text(order, "order"));
    return value ?? undefined;
}
