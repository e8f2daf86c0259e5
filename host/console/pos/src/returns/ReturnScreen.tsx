import { ArrowLeft, Minus, Plus } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Refusal, Unreachable, api, data } from "../api/client";
import type { PutReturn, Sale, SaleSummary } from "../api/types";
import { show } from "../app/view";
import { useWords } from "../i18n/i18n";
import { uuid7 } from "../lib/ids";
import { onScan } from "../scan/wedge";
import { mintNumber, session } from "../session/session";
import { refundTenders } from "../tender/tenders";
import { methodName } from "../tender/methods";
import { useShortcuts } from "../ui/shortcuts";
import { findSale, unitsOf } from "./find";

/** Sales offered without looking for a number. */
const RECENT = 12;

/** From a receipt to money back. */
export function ReturnScreen({ sale: given }: { sale?: Sale }) {
    const [sale, setSale] = useState<Sale | null>(given ?? null);
    const leave = () => (sale && !given ? setSale(null) : show({ is: "sell" }));
    const { t } = useWords();
    useShortcuts({ Escape: leave });
    return (
        <main className="returns page">
            <header className="page-head">
                <button className="quiet back" onClick={leave}><ArrowLeft size={20} /> {t("common.back")} <kbd>Esc</kbd></button>
                <h1>{t("returns.title")}</h1>
            </header>
            {sale ? <ReturnForm sale={sale} /> : <FindSale onFound={setSale} />}
        </main>
    );
}

function FindSale({ onFound }: { onFound: (sale: Sale) => void }) {
    const { t, money, when } = useWords();
    const [text, setText] = useState("");
    const [problem, setProblem] = useState("");
    const [isBusy, setBusy] = useState(false);
    const [recent, setRecent] = useState<SaleSummary[]>([]);
    useEffect(() => {
        const query = { store: session().store.id, status: "completed" as const, limit: RECENT };
        data(api.GET("/v1/sales", { params: { query } })).then(({ items }) => setRecent(items), () => setProblem(t("returns.offline")));
    }, [t]);
    const find = async (wanted: string) => {
        setBusy(true);
        setProblem("");
        try {
            const sale = await findSale(wanted);
            if (!sale) setProblem(t("returns.unknown"));
            else if (sale.status !== "completed") setProblem(t("returns.not_completed"));
            else onFound(sale);
        } catch (error) {
            setProblem(error instanceof Refusal ? error.message : t("returns.offline"));
        } finally {
            setBusy(false);
        }
    };
    useEffect(() => onScan((code) => void find(code)), []);
    return (
        <div className="narrow">
            <form
                className="inline-form"
                onSubmit={(event: FormEvent) => {
                    event.preventDefault();
                    void find(text);
                }}
            >
                <label>
                    {t("returns.find")}
                    <input autoFocus value={text} onChange={(event) => setText(event.target.value)} autoComplete="off" />
                </label>
                <button className="primary" disabled={!text.trim() || isBusy}>{isBusy ? t("returns.searching") : t("returns.search")}</button>
            </form>
            <p className="problem" role="alert">{problem}</p>
            {recent.length > 0 && <h2 className="small-head">{t("returns.recent")}</h2>}
            <ul className="rows">
                {recent.map((sale) => (
                    <li key={sale.id}>
                        <button onClick={() => void find(sale.id)}>
                            <span><strong>{sale.number}</strong><small>{when(sale.occurred_at_ms)}</small></span>
                            <b>{money(sale.total_minor, sale.currency)}</b>
                        </button>
                    </li>
                ))}
            </ul>
        </div>
    );
}

function ReturnForm({ sale }: { sale: Sale }) {
    const { t, money } = useWords();
    const { store, terminal } = session();
    const [counts, setCounts] = useState<Record<number, number>>({});
    const [reason, setReason] = useState("");
    const [inCash, setInCash] = useState(sale.tenders.every(({ method }) => method === "cash"));
    const [refund, setRefund] = useState<number | null>(null);
    const [problem, setProblem] = useState("");
    const [isBusy, setBusy] = useState(false);
    // A retry after a broken connection sends the very same request.
    const attempt = useRef<{ key: string; id: string; body: PutReturn } | null>(null);
    const wanted = Object.entries(counts).flatMap(([line, count]) => (count > 0 ? [{ line: Number(line), count }] : []));
    const key = JSON.stringify([wanted, inCash, reason]);

    useEffect(() => {
        setProblem("");
        if (wanted.length === 0) return setRefund(null);
        let isOld = false;
        data(api.POST("/v1/returns/preview", { body: { sale: sale.id, lines: wanted } })).then(
            (preview) => !isOld && setRefund(preview.refund_minor),
            (error) => {
                if (isOld) return;
                setRefund(null);
                const isFewer = error instanceof Refusal && error.code === "return.units";
                setProblem(isFewer ? t("returns.fewer") : error instanceof Refusal ? error.message : t("returns.offline"));
            },
        );
        return () => {
            isOld = true;
        };
    }, [JSON.stringify(wanted), sale.id]);

    const set = (line: number, count: number, most: number) => setCounts({ ...counts, [line]: Math.min(Math.max(count, 0), most) });
    const tenders = refund === null ? [] : refundTenders(sale, refund, store.cash_unit_minor, inCash);
    const make = async () => {
        if (refund === null || isBusy) return;
        setBusy(true);
        try {
            if (attempt.current?.key !== key) {
                const body: PutReturn = {
                    sale: sale.id,
                    store: store.id,
                    terminal: terminal.id,
                    number: await mintNumber(),
                    occurred_at_ms: Date.now(),
                    lines: wanted,
                    tenders,
                    ...(reason.trim() && { reason: reason.trim() }),
                };
                attempt.current = { key, id: uuid7(), body };
            }
            const { id, body } = attempt.current;
            const done = await data(api.PUT("/v1/returns/{id}", { params: { path: { id } }, body }));
            show({ is: "returned", done, sale });
        } catch (error) {
            if (!(error instanceof Unreachable)) attempt.current = null;
            setProblem(error instanceof Refusal ? error.message : t("returns.offline"));
        } finally {
            setBusy(false);
        }
    };
    return (
        <div className="return-form">
            <section>
                <h2 className="small-head">{t("returns.choose")} <span className="faint">{sale.number}</span>
                    <button onClick={() => setCounts(Object.fromEntries(sale.lines.map((line) => [line.line, unitsOf(line)])))}>{t("returns.all")}</button>
                </h2>
                <ul className="return-lines">
                    {sale.lines.map((line) => {
                        const most = unitsOf(line);
                        const count = counts[line.line] ?? 0;
                        return (
                            <li key={line.line} className={count > 0 ? "on" : ""}>
                                <span>
                                    <strong>{line.name}</strong>
                                    <small>{t("returns.sold", { quantity: line.quantity })} · {money(line.amount_minor, sale.currency)}</small>
                                </span>
                                <span className="stepper">
                                    <button className="icon-button" aria-label="−" disabled={count === 0} onClick={() => set(line.line, count - 1, most)}><Minus size={20} /></button>
                                    <output>{count}</output>
                                    <button className="icon-button" aria-label="+" disabled={count >= most} onClick={() => set(line.line, count + 1, most)} data-testid={`return-${line.line}`}><Plus size={20} /></button>
                                </span>
                            </li>
                        );
                    })}
                </ul>
            </section>
            <section className="refund">
                <div className="big">
                    <span>{t("returns.refund")}</span>
                    <strong data-testid="refund">{refund === null ? "—" : money(refund, sale.currency)}</strong>
                </div>
                <div className="segments" role="group">
                    <button aria-pressed={!inCash} disabled={sale.tenders.every(({ method }) => method === "cash")} onClick={() => setInCash(false)}>{t("returns.original")}</button>
                    <button aria-pressed={inCash} onClick={() => setInCash(true)}>{t("returns.cash")}</button>
                </div>
                <ul className="taken">
                    {tenders.map((tender) => (
                        <li key={tender.id}><span>{methodName(tender.method, t)}</span><b>{money(tender.amount_minor, sale.currency)}</b></li>
                    ))}
                </ul>
                <label>
                    {t("returns.reason")}
                    <input value={reason} maxLength={200} placeholder={t("returns.reason_hint")} onChange={(event) => setReason(event.target.value)} />
                </label>
                <p className="problem" role="alert">{problem}</p>
                <button className="primary large" disabled={refund === null || isBusy} onClick={() => void make()} data-testid="make-return">
                    {refund === null ? t("returns.nothing") : t("returns.make", { amount: money(tenders.reduce((sum, { amount_minor }) => sum + amount_minor, 0), sale.currency) })}
                </button>
            </section>
        </div>
    );
}
