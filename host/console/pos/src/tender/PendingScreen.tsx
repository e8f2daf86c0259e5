import { LoaderCircle } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { Refusal, api, data } from "../api/client";
import type { Payment, Sale, Tender } from "../api/types";
import { show, toast } from "../app/view";
import { useWords } from "../i18n/i18n";
import { type Journalled, record } from "../offline/journal";
import { uuid7 } from "../lib/ids";
import { Qr } from "../ui/Qr";
import { OWN_METHODS, methodName } from "./methods";

/** How often a payment is looked at, ms. */
const LOOK_EVERY_MS = 1_200;

/** A sale that waits for money: shows the customer what to scan, and what became of it. */
export function PendingScreen({ entry, sale: first }: { entry: Journalled; sale: Sale }) {
    const { t, money } = useWords();
    const [sale, setSale] = useState(first);
    const [payments, setPayments] = useState<Payment[]>([]);
    const [problem, setProblem] = useState("");
    const [nowMs, setNow] = useState(() => Date.now());

    const settle = useCallback(
        async (after: Sale) => {
            setSale(after);
            if (after.status === "awaiting_payment") return;
            const done: Journalled = { ...entry, sale: after, changeMinor: after.change_minor, cashRoundingMinor: after.cash_rounding_minor };
            await record(done);
            if (after.status === "completed") show({ is: "receipt", entry: done });
            else {
                toast(t("pending.voided"));
                show({ is: "sell" });
            }
        },
        [entry, t],
    );
    const attempt = async (act: () => Promise<Sale>) => {
        setProblem("");
        try {
            await settle(await act());
        } catch (error) {
            setProblem(error instanceof Refusal ? error.message : t("error.unreachable"));
        }
    };
    const id = sale.id;
    useEffect(() => {
        const look = async () => {
            setNow(Date.now());
            try {
                const listed = await data(api.GET("/v1/payments", { params: { query: { sale: id } } }));
                setPayments(listed.items);
                await settle(await data(api.GET("/v1/sales/{id}", { params: { path: { id } } })));
            } catch {
                // The next look tells; the status bar says when the host is away.
            }
        };
        const timer = setInterval(() => void look(), LOOK_EVERY_MS);
        return () => clearInterval(timer);
    }, [id, settle]);

    const path = { params: { path: { id } } };
    const record_ = (tender: Tender, outcome: "settled" | "failed") =>
        attempt(() => data(api.POST("/v1/sales/{id}/payment", { ...path, body: { tender: tender.id, outcome } })));
    const giveUp = () => attempt(() => data(api.POST("/v1/sales/{id}/void", { ...path, body: { reason: "customer" } })));
    const payOtherwise = (method: string, amount_minor: number) =>
        attempt(() => data(api.POST("/v1/sales/{id}/tenders", { ...path, body: { tenders: [{ id: uuid7(), method, amount_minor }] } })));

    const pending = sale.tenders.filter(({ state }) => state === "pending");
    const paid = sale.tenders.filter(({ state }) => state === "settled").reduce((sum, tender) => sum + tender.amount_minor, 0);
    const open = sale.total_minor - paid - pending.reduce((sum, tender) => sum + tender.amount_minor, 0);
    const leftMs = (sale.expires_at_ms ?? nowMs) - nowMs;
    return (
        <main className="pending">
            <h1>{pending.length > 0 ? t("pending.title") : t("pending.failed_title")}</h1>
            <p className="big"><strong>{money(sale.total_minor - paid, sale.currency)}</strong></p>
            {pending.map((tender) => {
                const payment = payments.find((one) => one.tender === tender.id);
                return <PendingTender key={tender.id} tender={tender} sale={sale} payment={payment} onOutcome={(outcome) => void record_(tender, outcome)} />;
            })}
            {open > 0 && (
                <div className="methods">
                    {OWN_METHODS.filter(({ flow }) => flow === "plain").map(({ method }) => (
                        <button key={method} onClick={() => void payOtherwise(method, open)} data-method={method}>
                            {t("pending.other")}: {methodName(method, t)} {money(open, sale.currency)}
                        </button>
                    ))}
                </div>
            )}
            {sale.expires_at_ms && leftMs > 0 && <p className="faint">{t("pending.left", { seconds: Math.ceil(leftMs / 1000) })}</p>}
            <p className="problem" role="alert">{problem}</p>
            <button className="quiet" onClick={() => void giveUp()}>{t("pending.cancel")}</button>
        </main>
    );
}

function PendingTender({ tender, sale, payment, onOutcome }: {
    tender: Tender;
    sale: Sale;
    payment: Payment | undefined;
    onOutcome: (outcome: "settled" | "failed") => void;
}) {
    const { t, money, label } = useWords();
    const isOwn = !tender.method.startsWith("pay:");
    const qr = payment?.waiting?.qr;
    return (
        <section className="pending-tender">
            <p>{methodName(tender.method, t)} {money(tender.amount_minor, sale.currency)}</p>
            {qr ? <Qr text={qr} label={t("pending.scan")} /> : !isOwn && <LoaderCircle className="spin" size={48} />}
            {qr && <p>{t("pending.scan")}</p>}
            {payment?.waiting?.message && <p>{label(payment.waiting.message)}</p>}
            {payment?.state === "cancelling" && <p className="faint">{t("pending.cancelling")}</p>}
            {isOwn && (
                <>
                    <p className="faint">{t("pending.check")}</p>
                    <div className="dialog-actions">
                        <button onClick={() => onOutcome("failed")}>{t("pending.failed")}</button>
                        <button className="primary large" onClick={() => onOutcome("settled")}>{t("pending.arrived")}</button>
                    </div>
                </>
            )}
            {payment && payment.state !== "cancelling" && (
                <button onClick={() => void data(api.POST("/v1/payments/{id}/cancel", { params: { path: { id: payment.id } } })).catch(() => undefined)}>
                    {t("pending.other")}
                </button>
            )}
        </section>
    );
}
