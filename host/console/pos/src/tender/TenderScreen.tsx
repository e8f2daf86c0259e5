import { ArrowLeft, Banknote, CreditCard, QrCode, Smartphone, TriangleAlert, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Refusal } from "../api/client";
import type { Objection, Override } from "../api/types";
import { show, toast } from "../app/view";
import { useWords } from "../i18n/i18n";
import { digitsOf, parseMoney, plain } from "../lib/money";
import type { Journalled } from "../offline/journal";
import { useNetwork } from "../offline/sync";
import { onScan } from "../scan/wedge";
import { currentPrice, price, replaceCart, useSell } from "../sell/store";
import { session } from "../session/session";
import { Dialog } from "../ui/Dialog";
import { Keypad, typed } from "../ui/Keypad";
import { useShortcuts } from "../ui/shortcuts";
import { Objections } from "./Objections";
import { checkout, entryOf } from "./checkout";
import { type Method, OWN_METHODS, methodName, pluginMethods } from "./methods";
import { CASH, type Taken, dueOf, quickAmounts, take } from "./tenders";

/** Takes the money: one way or several, until it is paid; then the sale is made. */
export function TenderScreen() {
    const { t, money, label } = useWords();
    const state = useSell();
    const isOnline = useNetwork(({ isOnline }) => isOnline);
    const priced = currentPrice(state);
    const [taken, setTaken] = useState<Taken[]>([]);
    const [amount, setAmount] = useState("");
    const [overrides, setOverrides] = useState<Override[]>([]);
    const [methods, setMethods] = useState<Method[]>(OWN_METHODS);
    const [scanning, setScanning] = useState<Method | null>(null);
    const [isBusy, setBusy] = useState(false);
    const [problem, setProblem] = useState("");
    const [unknown, setUnknown] = useState<Journalled | null>(null);
    const { store, entity } = session();
    const { currency } = entity;
    const digits = digitsOf(currency);

    useEffect(() => {
        if (!isOnline) return setMethods(OWN_METHODS);
        pluginMethods(store.id).then(
            (served) => setMethods([...OWN_METHODS, ...served]),
            () => setMethods(OWN_METHODS),
        );
    }, [isOnline, store.id]);
    // The price may change under us, for a quote that comes when the network is back: never take money for another total.
    useEffect(() => {
        if (!priced && !state.isPricing) show({ is: "sell" });
    }, [priced, state.isPricing]);

    const total = priced?.totalMinor ?? 0;
    const due = dueOf(total, taken, priced?.cashUnitMinor ?? 1);
    const isRefused = priced?.objections.some(({ severity }) => severity === "refuse") ?? false;
    const isOverridden = (priced?.objections ?? []).every(
        (one) => one.severity !== "override" || overrides.some((by) => by.installation === one.installation && by.code === one.code),
    );
    const isReady = !!priced && due.isPaid && !isRefused && isOverridden && !isBusy && !unknown;

    const finish = async (paid: Taken[], entry?: Journalled) => {
        if (!priced || isBusy) return;
        setBusy(true);
        setProblem("");
        try {
            const sold = await checkout(entry ?? (await entryOf(state.cart, priced, paid, overrides)), isOnline);
            if (sold.is === "price_changed") {
                setTaken([]);
                setUnknown(null);
                useSell.setState({ pricedCart: null });
                price();
                toast(t("sell.price_changed"), "bad");
            } else if (sold.is === "unknown") {
                setUnknown(sold.entry);
                setProblem(t("tender.unknown"));
            } else {
                const isPending = sold.is === "sold" && sold.sale.status === "awaiting_payment";
                replaceCart();
                show(isPending ? { is: "pending", entry: sold.entry, sale: sold.sale } : { is: "receipt", entry: sold.entry });
            }
        } catch (error) {
            setUnknown(null);
            // Some objections show only with the tenders.
            const raised = error instanceof Refusal ? error.problem.objections : undefined;
            if (Array.isArray(raised)) useSell.setState({ priced: { ...priced, objections: raised as Objection[] } });
            setProblem(error instanceof Refusal ? error.message : t("error.unexpected", { detail: String(error) }));
        } finally {
            setBusy(false);
        }
    };
    const pay = (method: Method, exact?: number, code?: string) => {
        if (isBusy || due.isPaid || isRefused || !isOverridden) return;
        const isCash = method.method === CASH;
        const asked = exact ?? (amount ? parseMoney(amount, digits) : isCash ? due.leftCashMinor : due.leftMinor);
        if (asked === undefined || asked <= 0) return;
        if (!isCash && asked > due.leftMinor) return setProblem(t("tender.too_much"));
        if (method.flow === "scan" && code === undefined) return setScanning(method);
        const next = take(taken, method.method, asked, { code, isPending: method.flow === "seen" && isOnline });
        setTaken(next);
        setAmount("");
        setProblem("");
        setScanning(null);
        // Exactly paid by something that gives no change: there is nothing left to ask.
        if (dueOf(total, next, priced?.cashUnitMinor ?? 1).isPaid) void finish(next);
    };
    const back = () => !isBusy && !unknown && show({ is: "sell" });
    const press = (key: string) => () => setAmount(typed(amount, key, digits));
    useShortcuts(
        {
            Escape: back,
            Enter: () => (isReady ? void finish(taken) : pay(OWN_METHODS[0]!)),
            Backspace: press("Backspace"),
            ".": press("."),
            ...Object.fromEntries(Array.from("0123456789", (key) => [key, press(key)])),
            ...Object.fromEntries(OWN_METHODS.map((method) => [method.shortcut!, () => pay(method)])),
        },
        !scanning,
    );
    if (!priced) return <main className="tender busy">{t("sell.pricing")}</main>;
    return (
        <main className="tender">
            <section className="tender-sum">
                <button className="quiet back" onClick={back} disabled={isBusy || !!unknown}>
                    <ArrowLeft size={20} /> {t("common.back")} <kbd>Esc</kbd>
                </button>
                <div className="big">
                    <span>{t("tender.due")}</span>
                    <strong data-testid="due">{money(total, currency)}</strong>
                </div>
                {priced.discountMinor > 0 && <p className="saved">{t("sell.savings")} {money(priced.discountMinor, currency)}</p>}
                {priced.source === "shelf" && <p className="notice warn"><TriangleAlert size={16} /> {t("sell.shelf_hint")}</p>}
                <Objections priced={priced} overrides={overrides} onChange={setOverrides} />
                <ul className="taken">
                    {taken.map((tender) => (
                        <li key={tender.id}>
                            <span>{methodName(tender.method, t)}</span>
                            <b>{money(tender.amountMinor, currency)}</b>
                            <button className="icon-button" aria-label={t("tender.remove")} disabled={isBusy || !!unknown} onClick={() => setTaken(taken.filter((other) => other !== tender))}>
                                <X size={18} />
                            </button>
                        </li>
                    ))}
                </ul>
                {due.cashRoundingMinor !== 0 && <p className="faint">{t("tender.rounding")} {money(due.cashRoundingMinor, currency)}</p>}
                <div className={due.isPaid ? "left paid" : "left"}>
                    <span>{due.isPaid ? t("tender.change") : t("tender.left")}</span>
                    <strong data-testid="left">{money(due.isPaid ? due.changeMinor : due.leftMinor, currency)}</strong>
                </div>
                <p className="problem" role="alert">{problem}</p>
                {unknown && (
                    <button className="primary large" disabled={isBusy} onClick={() => void finish(taken, unknown)}>{t("common.retry")}</button>
                )}
                {isReady && (
                    <button className="primary large" onClick={() => void finish(taken)}>
                        {total === 0 ? t("tender.free") : t("tender.complete")} <kbd>Enter</kbd>
                    </button>
                )}
                {isBusy && <p className="faint" role="status">{t("tender.selling")}</p>}
            </section>
            <section className="tender-ways" aria-label={t("tender.method")}>
                <div className="amount" data-testid="amount">
                    <span>{t("tender.amount")}</span>
                    <output>{amount || plain(due.leftCashMinor, digits)}</output>
                </div>
                <div className="quick" role="group" aria-label={t("tender.cash")}>
                    {quickAmounts(due.leftCashMinor, digits).map((minor, index) => (
                        <button key={minor} disabled={due.isPaid || isBusy} onClick={() => pay(OWN_METHODS[0]!, minor)}>
                            {index === 0 ? t("tender.exact") : money(minor, currency).replace(/\.00$/, "")}
                        </button>
                    ))}
                </div>
                <div className="tender-columns">
                    <Keypad value={amount} onChange={setAmount} decimals={digits} />
                    <div className="methods">
                        {methods.map((method) => (
                            <button key={method.method} disabled={due.isPaid || isBusy} onClick={() => pay(method)} data-method={method.method}>
                                <MethodIcon method={method} />
                                <span>{method.textKey ? t(method.textKey) : label(method.labels, method.method)}</span>
                                {method.shortcut && <kbd>{method.shortcut.toUpperCase()}</kbd>}
                            </button>
                        ))}
                    </div>
                </div>
                <p className="faint">{isOnline ? t("tender.split") : t("tender.offline_methods")}</p>
            </section>
            {scanning && <CodeDialog onClose={() => setScanning(null)} onCode={(code) => pay(scanning, undefined, code)} />}
        </main>
    );
}

function MethodIcon({ method }: { method: Method }) {
    if (method.method === CASH) return <Banknote size={22} />;
    if (method.method === "card") return <CreditCard size={22} />;
    return method.flow === "scan" || method.flow === "show" ? <QrCode size={22} /> : <Smartphone size={22} />;
}

/** Takes the code that the customer's phone shows. */
function CodeDialog({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
    const { t } = useWords();
    const [code, setCode] = useState("");
    useEffect(() => onScan(onCode), [onCode]);
    return (
        <Dialog title={t("tender.code_title")} onClose={onClose}>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    if (code.trim()) onCode(code.trim());
                }}
            >
                <label>
                    {t("tender.code_hint")}
                    <input autoFocus inputMode="numeric" autoComplete="off" value={code} onChange={(event) => setCode(event.target.value)} />
                </label>
                <div className="dialog-actions">
                    <button className="primary" disabled={!code.trim()}>{t("common.confirm")}</button>
                </div>
            </form>
        </Dialog>
    );
}
