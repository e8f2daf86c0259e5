// The ways to pay that a till offers: its own, and those of payment plugins in this store.

import { api, data } from "../api/client";
import type { Labels, PaymentMethod } from "../api/types";
import { CASH } from "./tenders";

export type Method = {
    method: string;
    /** A key of the catalogues, for the till's own. */
    textKey?: string;
    labels?: Labels;
    /** Key of the keyboard. */
    shortcut?: string;
    /** `plain`: settled when it is taken. `seen`: the cashier says when the money has arrived. `show`, `scan`: a plugin charges. */
    flow: "plain" | "seen" | "show" | "scan";
};

/** Works without the host: cash, a card terminal of its own, wallets by a printed code. */
export const OWN_METHODS: Method[] = [
    { method: CASH, textKey: "tender.cash", shortcut: "c", flow: "plain" },
    { method: "card", textKey: "tender.card", shortcut: "k", flow: "plain" },
    { method: "external:wechat", textKey: "tender.wechat", shortcut: "w", flow: "seen" },
    { method: "external:alipay", textKey: "tender.alipay", shortcut: "z", flow: "seen" },
];

/** What plugins serve in a store. */
export async function pluginMethods(store: string): Promise<Method[]> {
    const { items } = await data(api.GET("/v1/payment-methods", { params: { query: { store } } }));
    return items.map(ofPlugin);
}

function ofPlugin({ method, title, flow }: PaymentMethod): Method {
    return { method, labels: title, flow: flow === "customer_presented" ? "scan" : "show" };
}

/** The catalogue key of a method's name; plugins' methods and strangers go by their own name. */
export function methodName(method: string, t: (key: string) => string): string {
    const own = OWN_METHODS.find((one) => one.method === method);
    return own?.textKey ? t(own.textKey) : method.replace(/^(external|pay|ledger):/, "");
}
