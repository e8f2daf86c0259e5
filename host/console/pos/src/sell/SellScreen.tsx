import { useEffect, useState } from "react";
import { openDialog, show, useView } from "../app/view";
import { useWords } from "../i18n/i18n";
import { onScan } from "../scan/wedge";
import { isTyping, useShortcuts } from "../ui/shortcuts";
import { GoodsPanel, SEARCH_FIELD, multiplied } from "./GoodsPanel";
import { TicketPanel } from "./TicketPanel";
import { park, sellCode, step, walk } from "./actions";
import { piecesOf, removeLine } from "./cart";
import { change, currentPrice, useSell } from "./store";

/** Goods on the left, the ticket on the right; on a phone one after the other. */
export function SellScreen() {
    const { t } = useWords();
    const isDialogOpen = useView(({ dialog }) => dialog !== null);
    const [side, setSide] = useState<"goods" | "ticket">("goods");
    const pieces = useSell(({ cart }) => piecesOf(cart));
    useEffect(() => onScan(take), []);
    useEffect(() => {
        if (isDialogOpen) return;
        window.addEventListener("keydown", typeAnywhere);
        return () => window.removeEventListener("keydown", typeAnywhere);
    }, [isDialogOpen]);
    useShortcuts(
        {
            F2: search,
            "/": search,
            F3: () => openDialog("member"),
            F4: () => openDialog("coupon"),
            F6: () => void park(),
            F7: () => openDialog("parked"),
            F8: () => show({ is: "returns" }),
            F9: pay,
            F10: () => show({ is: "sales" }),
            ArrowUp: () => walk(-1),
            ArrowDown: () => walk(1),
            "+": () => step(1),
            "=": () => step(1),
            "-": () => step(-1),
            Enter: () => useSell.getState().selected && openDialog("line"),
            Delete: removeSelected,
            Escape: () => document.getElementById(SEARCH_FIELD)?.focus(),
        },
        !isDialogOpen,
    );
    return (
        <main className="sell" data-side={side}>
            <GoodsPanel />
            <TicketPanel />
            <nav className="sides">
                <button aria-pressed={side === "goods"} onClick={() => setSide("goods")}>{t("sell.view_goods")}</button>
                <button aria-pressed={side === "ticket"} onClick={() => setSide("ticket")}>
                    {t("sell.view_ticket")} {pieces > 0 && <b>{pieces}</b>}
                </button>
            </nav>
        </main>
    );
}

/** Sells what was scanned, and leaves the search field that the code may have passed through. */
function take(code: string): void {
    const field = document.getElementById(SEARCH_FIELD) as HTMLInputElement | null;
    const times = multiplied(field?.value ?? "");
    if (document.activeElement === field) field?.blur();
    void sellCode(code, times.text === "" ? times.times : 1);
}

/** Letters and digits typed anywhere go to the search field. */
function typeAnywhere(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (/^[\p{L}\p{N}]$/u.test(event.key)) document.getElementById(SEARCH_FIELD)?.focus();
}

function search(): void {
    const field = document.getElementById(SEARCH_FIELD) as HTMLInputElement | null;
    field?.focus();
    field?.select();
}

/** Goes to the tenders as soon as there is a price. */
function pay(): void {
    if (currentPrice(useSell.getState())) show({ is: "tender" });
}

function removeSelected(): void {
    const { selected } = useSell.getState();
    if (selected) change((cart) => removeLine(cart, selected));
}
