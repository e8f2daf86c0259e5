import { Trash2 } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { api, data } from "../api/client";
import { openDialog } from "../app/view";
import { useCatalogue } from "../catalogue/sync";
import { useWords } from "../i18n/i18n";
import { MICROS, digitsOf, lineAmount, parseMoney, parseQuantity, plain, quantityText } from "../lib/money";
import { session } from "../session/session";
import { Dialog } from "../ui/Dialog";
import { Keypad } from "../ui/Keypad";
import { type CartLine, QUANTITY_MAX, removeLine, setDiscount, setQuantity } from "./cart";
import { change, useSell } from "./store";

/** Discounts that one touch gives, percent. */
const PERCENTS = [5, 10, 20, 50];

/** Quantity or weight of a line, and what the cashier takes off it. */
export function LineDialog() {
    const { cart, selected } = useSell();
    const line = cart.lines.find(({ id }) => id === selected);
    return line ? <LineForm key={line.id} line={line} /> : null;
}

function LineForm({ line }: { line: CartLine }) {
    const { t, money } = useWords();
    const currency = session().entity.currency;
    const digits = digitsOf(currency);
    const isUnweighed = useSell(({ unweighed }) => unweighed === line.id);
    const [quantity, setTyped] = useState("");
    const [discount, setOff] = useState(line.discountMinor ? plain(line.discountMinor, digits) : "");
    const [reason, setReason] = useState(line.discountReason ?? "");
    const [field, setField] = useState<"quantity" | "discount">("quantity");
    const [problem, setProblem] = useState("");
    const micros = quantity ? parseQuantity(quantity) : isUnweighed ? undefined : line.quantityMicros;
    const isWhole = micros !== undefined && (line.measured || micros % MICROS === 0);
    const gross = line.priceMinor !== undefined && micros !== undefined ? lineAmount(line.priceMinor, micros) : undefined;
    const close = () => {
        useSell.setState({ unweighed: null });
        openDialog(null);
    };
    const cancel = () => {
        if (isUnweighed) change((cart) => removeLine(cart, line.id));
        close();
    };

    const save = (event: FormEvent) => {
        event.preventDefault();
        if (micros === undefined || !isWhole || micros > QUANTITY_MAX * MICROS) return setField("quantity");
        const off = discount ? parseMoney(discount, digits) : 0;
        if (off === undefined || (gross !== undefined && off > gross)) {
            setProblem(t("line.too_much"));
            return;
        }
        change((cart) => setDiscount(setQuantity(cart, line.id, micros), line.id, off, reason.trim()));
        close();
    };
    const percent = (share: number) => {
        if (gross !== undefined) setOff(plain(Math.floor((gross * share + 50) / 100), digits));
        setField("discount");
    };
    return (
        <Dialog title={line.name} onClose={cancel} wide>
            <form className="line-form" onSubmit={save}>
                <div className="fields">
                    {!line.gift && (
                        <label className={field === "quantity" ? "active" : ""}>
                            {line.measured ? `${t("line.weight")} (${line.unit})` : t("line.quantity")}
                            <input
                                className="number"
                                inputMode="decimal"
                                    value={quantity}
                                placeholder={isUnweighed ? "0.000" : quantityText(line.quantityMicros)}
                                aria-invalid={quantity !== "" && !isWhole}
                                onFocus={() => setField("quantity")}
                                onChange={(event) => setTyped(event.target.value)}
                            />
                        </label>
                    )}
                    <label className={field === "discount" ? "active" : ""}>
                        {t("line.discount")}
                        <input
                            className="number"
                            inputMode="decimal"
                            value={discount}
                            placeholder={plain(0, digits)}
                            onFocus={() => setField("discount")}
                            onChange={(event) => {
                                setOff(event.target.value);
                                setProblem("");
                            }}
                        />
                    </label>
                    <div className="quick" role="group" aria-label={t("line.percent")}>
                        {PERCENTS.map((share) => (
                            <button key={share} type="button" onClick={() => percent(share)}>
                                −{share}%
                            </button>
                        ))}
                    </div>
                    <label>
                        {t("line.reason")}
                        <input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
                    </label>
                    {line.sku && <Stock sku={line.sku} />}
                    <p className="sum">
                        {gross !== undefined && money(gross - (parseMoney(discount || "0", digits) ?? 0), currency)}
                    </p>
                    <p className="problem" role="alert">{problem}</p>
                </div>
                <Keypad
                    value={field === "quantity" ? quantity : discount}
                    onChange={field === "quantity" ? setTyped : setOff}
                    decimals={field === "quantity" ? (line.measured ? 3 : 0) : digits}
                />
                <div className="dialog-actions">
                    <button
                        type="button"
                        className="danger"
                        onClick={() => {
                            change((cart) => removeLine(cart, line.id));
                            close();
                        }}
                    >
                        <Trash2 size={18} /> {t("line.remove")}
                    </button>
                    <button className="primary" disabled={micros === undefined || !isWhole}>
                        {t("common.save")}
                    </button>
                </div>
            </form>
        </Dialog>
    );
}

/** What the books say is in this store; nothing where nobody can be asked. */
function Stock({ sku }: { sku: string }) {
    const { t } = useWords();
    const goods = useCatalogue(({ catalogue }) => catalogue.sku(sku));
    const [onHand, setOnHand] = useState<string | null>(null);
    useEffect(() => {
        if (!goods) return;
        let isGone = false;
        const query = { location: session().store.id, variant: goods.variant, limit: 1 };
        data(api.GET("/v1/stock", { params: { query } })).then(
            ({ items }) => !isGone && setOnHand(String(items[0]?.on_hand ?? 0)),
            () => undefined,
        );
        return () => {
            isGone = true;
        };
    }, [goods]);
    return onHand === null ? null : <p className="faint">{t("line.stock", { quantity: onHand })}</p>;
}
