// What cashier and scanner do to the ticket, with the words they hear back.

import i18next from "i18next";
import { Refusal } from "../api/client";
import type { Gift } from "../api/types";
import { lookUp, resolveCode } from "../catalogue/sync";
import { openDialog, toast } from "../app/view";
import { MICROS } from "../lib/money";
import { type Goods, db } from "../offline/db";
import { addGift, addGoods, emptyCart, setQuantity } from "./cart";
import { change, replaceCart, useSell } from "./store";

const t = i18next.t.bind(i18next);

/** Puts goods on the ticket; weighed ones ask for their weight. */
export function sell(goods: Goods, quantityMicros = MICROS): void {
    if (goods.priceMinor === undefined) return toast(`${goods.name}: ${t("sell.no_price")}`, "bad");
    let line = "";
    change((cart) => {
        const added = addGoods(cart, goods, quantityMicros);
        line = added.line;
        return added.cart;
    });
    useSell.setState({ selected: line, unweighed: goods.measured ? line : null });
    if (goods.measured) openDialog("line");
}

/** Sells what a code stands for, `times` over. */
export async function sellCode(code: string, times = 1): Promise<void> {
    try {
        const hit = await resolveCode(code);
        if (!hit) return toast(t("sell.unknown_code", { code }), "bad");
        sell(hit.goods, hit.quantity * times * MICROS);
    } catch (error) {
        const isRefused = error instanceof Refusal;
        toast(isRefused ? error.message : t("sell.unknown_code", { code }), "bad");
    }
}

/** Takes a gift that the quote proposes. */
export async function takeGift(gift: Gift): Promise<void> {
    try {
        const goods = await lookUp(gift.sku);
        if (goods) change((cart) => addGift(cart, gift, goods));
    } catch (error) {
        toast(error instanceof Refusal ? error.message : t("error.unreachable"), "bad");
    }
}

/** Changes how much of the selected line there is, by pieces. */
export function step(by: number): void {
    const { cart, selected } = useSell.getState();
    const line = cart.lines.find(({ id }) => id === selected);
    if (!line || line.gift) return;
    if (line.measured) return openDialog("line");
    change((now) => setQuantity(now, line.id, line.quantityMicros + by * MICROS));
}

/** Selects the line above or below. */
export function walk(by: number): void {
    const { cart, selected } = useSell.getState();
    const at = cart.lines.findIndex(({ id }) => id === selected);
    const next = cart.lines[Math.min(Math.max((at < 0 ? cart.lines.length : at) + by, 0), cart.lines.length - 1)];
    if (next) useSell.setState({ selected: next.id });
}

/** Puts the ticket aside and begins another. */
export async function park(note = ""): Promise<void> {
    const { cart } = useSell.getState();
    if (cart.lines.length === 0) return;
    await db().parked.put({ id: cart.id, parkedAtMs: Date.now(), note: note.trim(), cart });
    replaceCart(emptyCart());
    toast(t("park.parked"), "good");
}

/** Goes on with a parked ticket; one in progress takes its place. */
export async function recall(id: string): Promise<void> {
    if (useSell.getState().cart.lines.length > 0) await park();
    // Out of the list before it is on the screen: two windows must not sell it twice.
    const parked = await db().transaction("rw", db().parked, async () => {
        const found = await db().parked.get(id);
        if (found) await db().parked.delete(id);
        return found;
    });
    if (!parked) return;
    replaceCart({ ...parked.cart, revision: parked.cart.revision + 1 });
}
