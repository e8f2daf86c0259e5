import { useEffect, useRef } from "react";
import { useView } from "../app/view";
import { quantityText } from "../lib/money";
import { useSell, currentPrice, priceOfLine } from "../sell/store";
import { useSession } from "../session/session";
import { DisplaySender, type Shown } from "./channel";

/** Keeps the customer's screen at what the cashier sees of the ticket. */
export function useDisplay(): void {
    const sender = useRef<DisplaySender | null>(null);
    const session = useSession(({ session }) => session);
    const sell = useSell();
    const screen = useView(({ screen }) => screen);
    useEffect(() => {
        const made = new DisplaySender();
        sender.current = made;
        return () => made.close();
    }, []);
    useEffect(() => {
        if (!session) return;
        sender.current?.send(shownOf());
        function shownOf(): Shown {
            const store = session!.store.name;
            if (screen.is === "receipt" && !screen.isCopy) {
                const { entry } = screen;
                return { is: "done", store, totalMinor: entry.totalMinor, changeMinor: entry.sale?.change_minor ?? entry.changeMinor, currency: entry.currency };
            }
            if (sell.cart.lines.length === 0) return { is: "welcome", store };
            const lines = sell.cart.lines.map((line) => {
                const priced = priceOfLine(sell, line);
                return {
                    name: line.name,
                    quantity: line.measured ? `${quantityText(line.quantityMicros)} ${line.unit}` : quantityText(line.quantityMicros),
                    amountMinor: priced?.amountMinor ?? null,
                    isReduced: !!priced && priced.amountMinor < priced.originalMinor,
                };
            });
            return { is: "ticket", store, lines, priced: currentPrice(sell) ?? null, currency: session!.entity.currency, isPaying: screen.is === "tender" };
        }
    }, [session, sell, screen]);
}
