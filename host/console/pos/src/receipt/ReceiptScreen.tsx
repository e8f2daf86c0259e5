import { CircleCheck, Clock, Printer } from "lucide-react";
import { liveQuery } from "dexie";
import { useEffect, useState } from "react";
import type { Sale, SaleReturn } from "../api/types";
import { show } from "../app/view";
import { useWords } from "../i18n/i18n";
import { db } from "../offline/db";
import type { Journalled } from "../offline/journal";
import { sellCode } from "../sell/actions";
import { onScan } from "../scan/wedge";
import { session } from "../session/session";
import { useShortcuts } from "../ui/shortcuts";
import { Receipt } from "./Receipt";
import { receiptOf, receiptOfReturn } from "./model";

const next = () => show({ is: "sell" });

/** A sale that is made: change to give, the paper, and on to the next. */
export function ReceiptScreen({ entry: first, isCopy }: { entry: Journalled; isCopy?: boolean }) {
    const { t, money } = useWords();
    const [entry, setEntry] = useState(first);
    // One that waits may be sent while it is looked at.
    useEffect(() => {
        const row = liveQuery(() => db().journal.get(first.id)).subscribe((now) => now && setEntry(now));
        return () => row.unsubscribe();
    }, [first.id]);
    useEffect(() => scanOn(), []);
    useShortcuts({ Enter: next, Escape: next, F9: next, p: () => window.print() });
    const receipt = receiptOf(entry);
    const isWaiting = entry.state !== "sent";
    return (
        <main className="receipt-screen">
            <section className="receipt-done">
                <div className={isWaiting ? "done warn" : "done"} data-testid="done" data-state={entry.state}>
                    {isWaiting ? <Clock size={44} /> : <CircleCheck size={44} />}
                    <h1>{isWaiting ? t("receipt.queued") : t("receipt.sold")}</h1>
                    <p>{money(receipt.totalMinor, receipt.currency)}</p>
                </div>
                {receipt.changeMinor > 0 && !isCopy && (
                    <div className="change">
                        <span>{t("receipt.give_change")}</span>
                        <strong data-testid="change">{money(receipt.changeMinor, receipt.currency)}</strong>
                    </div>
                )}
                <div className="receipt-actions">
                    <button onClick={() => window.print()}><Printer size={20} /> {t("receipt.print")} <kbd>P</kbd></button>
                    <button className="primary large" autoFocus onClick={next}>{t("receipt.new")} <kbd>Enter</kbd></button>
                </div>
            </section>
            <div className="paper"><Receipt receipt={receipt} cashier={entry.cashier} isCopy={isCopy} /></div>
        </main>
    );
}

/** A return that is made. */
export function ReturnedScreen({ done, sale }: { done: SaleReturn; sale: Sale }) {
    const { t, money } = useWords();
    useEffect(() => scanOn(), []);
    useShortcuts({ Enter: next, Escape: next, p: () => window.print() });
    const receipt = receiptOfReturn(done, sale);
    return (
        <main className="receipt-screen">
            <section className="receipt-done">
                <div className="done" data-testid="done" data-state="returned">
                    <CircleCheck size={44} />
                    <h1>{t("receipt.booked")}</h1>
                    <p>{money(done.refund_minor + receipt.cashRoundingMinor, done.currency)}</p>
                </div>
                <div className="receipt-actions">
                    <button onClick={() => window.print()}><Printer size={20} /> {t("receipt.print")} <kbd>P</kbd></button>
                    <button className="primary large" autoFocus onClick={next}>{t("receipt.new")} <kbd>Enter</kbd></button>
                </div>
            </section>
            <div className="paper"><Receipt receipt={receipt} cashier={session().cashier} of={sale.number} reason={done.reason ?? undefined} /></div>
        </main>
    );
}

/** The next customer's first scan needs no key before it. */
function scanOn(): () => void {
    return onScan((code) => {
        next();
        void sellCode(code);
    });
}
