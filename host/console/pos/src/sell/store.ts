// The ticket in progress and its price. Screens call the verbs below; the cart survives a restart of the browser.

import i18next from "i18next";
import { create } from "zustand";
import { Refusal, api, data } from "../api/client";
import type { Quote } from "../api/types";
import { toast } from "../app/view";
import { lineAt } from "../catalogue/sync";
import { db } from "../offline/db";
import { useNetwork } from "../offline/sync";
import { session } from "../session/session";
import { type Cart, type CartLine, basketOf, changed, emptyCart, removeLine } from "./cart";
import { type Priced, type PricedLine, pricedByQuote, pricedByShelf } from "./priced";
import { Quoter } from "./quoter";

type State = {
    cart: Cart;
    /** The last price, and the very cart it is the price of. */
    priced: Priced | null;
    pricedCart: Cart | null;
    isPricing: boolean;
    /** Why there is no price. */
    problem: { code: string; message: string } | null;
    selected: string | null;
    /** A weighed line that has no weight of its own yet: it goes where no weight is given. */
    unweighed: string | null;
};

export const useSell = create<State>(() => ({
    cart: emptyCart(),
    priced: null,
    pricedCart: null,
    isPricing: false,
    problem: null,
    selected: null,
    unweighed: null,
}));

const revisionOf = (cart: Cart) => `${cart.id}/${cart.revision}`;

const quoter = new Quoter(
    (basket, signal) => data(api.POST("/v1/quotes", { body: basket, signal })),
    (revision, outcome) => {
        const { cart } = useSell.getState();
        if (revision !== revisionOf(cart)) return;
        if ("quote" in outcome) takeQuote(cart, outcome.quote);
        else if ("unreachable" in outcome) priceByShelf(cart);
        else takeProblem(cart, outcome.error);
    },
);

function takeQuote(cart: Cart, quote: Quote): void {
    // A gift whose reason is gone would be sold at its price: it leaves the ticket instead.
    const stale = cart.lines.filter((line, index) => {
        const priced = quote.lines[index];
        return line.gift && priced && priced.discount_minor === 0 && priced.original_minor > 0;
    });
    if (stale.length > 0) {
        toast(i18next.t("sell.gift_gone"));
        change((now) => stale.reduce((without, line) => removeLine(without, line.id), now));
        return;
    }
    useSell.setState({ priced: pricedByQuote(quote), pricedCart: cart, isPricing: false, problem: null });
}

function takeProblem(cart: Cart, error: unknown): void {
    const refusal = error instanceof Refusal ? error : null;
    const line = refusal && cart.lines[lineAt(refusal.problem.pointer) ?? -1];
    const message = refusal ? refusal.message : String(error);
    useSell.setState({
        priced: null,
        pricedCart: null,
        isPricing: false,
        problem: { code: refusal?.code ?? "unknown", message: line ? `${line.name}: ${message}` : message },
    });
}

function priceByShelf(cart: Cart): void {
    const { store, entity } = session();
    const priced = pricedByShelf(cart, {
        currency: entity.currency,
        isInclusive: entity.tax_mode === "inclusive",
        cashUnitMinor: store.cash_unit_minor,
    });
    useSell.setState({
        priced,
        pricedCart: priced && cart,
        isPricing: false,
        problem: priced ? null : { code: "offline.no_price", message: "" },
    });
}

/** Prices the cart as it is now. */
export function price(): void {
    const { cart } = useSell.getState();
    if (cart.lines.length === 0) {
        quoter.cancel();
        useSell.setState({ priced: null, pricedCart: null, isPricing: false, problem: null });
        return;
    }
    if (!useNetwork.getState().isOnline) {
        quoter.cancel();
        priceByShelf(cart);
        return;
    }
    useSell.setState({ isPricing: true, problem: null });
    const { store, terminal } = session();
    quoter.price({ revision: revisionOf(cart), basket: basketOf(cart, store.id, terminal.id) });
}

/** Changes the cart and prices it. */
export function change(verb: (cart: Cart) => Cart, selected?: string | null): void {
    const before = useSell.getState().cart;
    const cart = verb(before);
    if (cart === before) return;
    const gone = (id: string | null) => id !== null && !cart.lines.some((line) => line.id === id);
    const keep = selected === undefined ? useSell.getState().selected : selected;
    useSell.setState({ cart, selected: gone(keep) ? (cart.lines.at(-1)?.id ?? null) : keep });
    save(cart);
    price();
}

/** Begins a new ticket, or goes on with one that was parked. */
export function replaceCart(cart: Cart = emptyCart()): void {
    useSell.setState({ cart, priced: null, pricedCart: null, problem: null, selected: cart.lines.at(-1)?.id ?? null });
    save(cart);
    price();
}

function save(cart: Cart): void {
    void db().write("cart", cart);
}

/** Goes on where the browser was closed. */
export async function restoreCart(): Promise<void> {
    const kept = await db().read<Cart>("cart");
    // What was sold in the last moment must not come back as a ticket.
    const isSold = kept && (await db().journal.get(kept.id)) !== undefined;
    replaceCart(kept && !isSold ? kept : emptyCart());
}

/** Takes a member on or off. */
export function setMember(member: Cart["member"]): void {
    change((cart) => changed(cart, { member, requests: member ? cart.requests : [] }));
}

/** The price of the cart as it is now; undefined while it is being asked for. */
export function currentPrice({ cart, priced, pricedCart }: State): Priced | undefined {
    return priced && pricedCart && revisionOf(pricedCart) === revisionOf(cart) ? priced : undefined;
}

/** What is known of a line's price: of this very line, or else of what it was before the last change. */
export function priceOfLine({ priced, pricedCart }: State, line: CartLine): PricedLine | undefined {
    const index = pricedCart?.lines.findIndex((other) => other.id === line.id) ?? -1;
    const before = pricedCart?.lines[index];
    return before && before.quantityMicros === line.quantityMicros ? priced?.lines[index] : undefined;
}

// The price follows the network: quotes again when it is back, shelf prices when it goes before a quote came.
useNetwork.subscribe((now, before) => {
    if (now.isOnline === before.isOnline) return;
    const state = useSell.getState();
    const current = currentPrice(state);
    if (state.cart.lines.length > 0 && (now.isOnline ? current?.source !== "quote" : !current)) price();
});
