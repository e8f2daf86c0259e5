import { liveQuery } from "dexie";
import { ArrowLeft, CircleCheck, Clock, RefreshCw, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { Refusal } from "../api/client";
import { show, toast } from "../app/view";
import { useWords } from "../i18n/i18n";
import { db } from "../offline/db";
import type { Journalled } from "../offline/journal";
import { flush, retry, useNetwork } from "../offline/sync";
import { mintNumber } from "../session/session";
import { useShortcuts } from "../ui/shortcuts";
import { asSold, atHostPrice } from "./resolve";

/** Rows shown; a busy day of one till is some hundreds. */
const ROWS_MAX = 500;

type Filter = "all" | "queued" | "conflict";

/** The journal of this till: what is booked, what waits, what a person must decide. */
export function SalesScreen() {
    const { t } = useWords();
    const [rows, setRows] = useState<Journalled[] | null>(null);
    const { queue, conflicts, isSending, isOnline } = useNetwork();
    const [chosen, setFilter] = useState<Filter>(conflicts > 0 ? "conflict" : "all");
    // The last one that is dealt with leads back to the list.
    const filter = (chosen === "conflict" && conflicts === 0) || (chosen === "queued" && queue === 0) ? "all" : chosen;
    const leave = () => show({ is: "sell" });
    useShortcuts({ Escape: leave });
    useEffect(() => {
        const found = liveQuery(() => db().journal.orderBy("occurredAtMs").reverse().limit(ROWS_MAX).toArray());
        const subscription = found.subscribe(setRows);
        return () => subscription.unsubscribe();
    }, []);
    const isWanted = ({ state }: Journalled) => filter === "all" || state === filter || (filter === "queued" && state === "sending");
    const shown = (rows ?? []).filter(isWanted);
    const filters: [Filter, string, number][] = [
        ["all", t("sales.all"), 0],
        ["queued", t("sales.waiting"), queue],
        ["conflict", t("sales.conflicts"), conflicts],
    ];
    return (
        <main className="sales page">
            <header className="page-head">
                <button className="quiet back" onClick={leave}><ArrowLeft size={20} /> {t("common.back")} <kbd>Esc</kbd></button>
                <h1>{t("sales.title")}</h1>
                <span className="spacer" />
                {queue > 0 && (
                    <button disabled={!isOnline || isSending} onClick={() => void flush()}><RefreshCw size={18} /> {t("sales.send")}</button>
                )}
            </header>
            <div className="segments" role="group">
                {filters.map(([key, text, count]) => (
                    <button key={key} aria-pressed={filter === key} onClick={() => setFilter(key)}>{text}{count > 0 && <b>{count}</b>}</button>
                ))}
            </div>
            {rows !== null && shown.length === 0 && <div className="empty"><Clock size={40} strokeWidth={1.25} /><h3>{t("sales.empty")}</h3></div>}
            <ul className="rows sale-rows">
                {shown.map((entry) => <SaleRow key={entry.id} entry={entry} />)}
            </ul>
        </main>
    );
}

function SaleRow({ entry }: { entry: Journalled }) {
    const { t, money, when } = useWords();
    const Icon = entry.state === "sent" ? CircleCheck : entry.state === "conflict" ? TriangleAlert : Clock;
    const status = entry.sale && entry.sale.status !== "completed" ? entry.sale.status : entry.state;
    return (
        <li data-testid="sale-row" data-state={entry.state}>
            <div className={`sale-row ${entry.state}`}>
                <Icon size={20} />
                <span>
                    <strong>{entry.number}</strong>
                    <small>{when(entry.occurredAtMs)} · {entry.cashier} · {t(`sales.state_${status}`)}{entry.isShelfPriced ? ` · ${t("sell.shelf_mark")}` : ""}</small>
                </span>
                <b>{money(entry.totalMinor, entry.currency)}</b>
                <button onClick={() => show({ is: "receipt", entry, isCopy: true })}>{t("sales.open")}</button>
                {entry.sale?.status === "awaiting_payment" && <button data-testid="go-on" onClick={() => show({ is: "pending", entry, sale: entry.sale! })}>{t("sales.go_on")}</button>}
                {entry.sale?.status === "completed" && <button onClick={() => show({ is: "returns", sale: entry.sale! })}>{t("sales.return")}</button>}
            </div>
            {entry.state === "conflict" && entry.conflict && <Resolve entry={entry} />}
        </li>
    );
}

function Resolve({ entry }: { entry: Journalled }) {
    const { t, money } = useWords();
    const conflict = entry.conflict!;
    const amount = (minor: number) => money(minor, entry.currency);
    const hostTotal = conflict.hostTotalMinor;
    const attempt = async (change: () => Promise<Journalled> | Journalled) => {
        try {
            const changed = await change();
            await retry(changed);
            const after = await db().journal.get(entry.id);
            if (after?.state === "conflict") toast(t("sales.still_differs"), "bad");
            else if (after?.state === "sent" && changed.totalMinor < entry.totalMinor) {
                toast(t("sales.given_back", { difference: amount(entry.totalMinor - changed.totalMinor) }), "good");
            }
        } catch (error) {
            toast(error instanceof Refusal ? error.message : t("error.unreachable"), "bad");
        }
    };
    if (hostTotal === undefined) {
        const isNumber = conflict.code === "sale.number_taken";
        return (
            <div className="notice bad">
                <span>{t("sales.conflict_other", { detail: conflict.detail || conflict.code })}</span>
                <button onClick={() => void attempt(async () => (isNumber ? { ...entry, number: await mintNumber(), body: null } : entry))}>
                    {isNumber ? t("sales.new_number") : t("sales.again")}
                </button>
            </div>
        );
    }
    const difference = Math.abs(entry.totalMinor - hostTotal);
    return (
        <div className="notice warn">
            <span>{t("sales.conflict_price", { sold: amount(entry.totalMinor), host: amount(hostTotal) })}</span>
            {hostTotal < entry.totalMinor ? (
                <button data-testid="give-back" onClick={() => void attempt(() => atHostPrice(entry, hostTotal))}>
                    {t("sales.give_back", { host: amount(hostTotal), difference: amount(difference) })}
                </button>
            ) : (
                <button data-testid="as-sold" onClick={() => void attempt(() => asSold(entry, hostTotal, "offline"))}>
                    {t("sales.as_sold", { difference: amount(difference) })}
                </button>
            )}
        </div>
    );
}
