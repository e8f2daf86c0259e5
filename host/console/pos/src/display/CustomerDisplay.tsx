import { ShoppingBasket } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../i18n/i18n";
import { type Shown, listen } from "./channel";

/** The second window, turned to the customer: nothing to touch, everything large. */
export function CustomerDisplay() {
    const { t, money, label } = useWords();
    const [shown, setShown] = useState<Shown>({ is: "welcome", store: "" });
    const end = useRef<HTMLLIElement>(null);
    useEffect(() => listen(setShown), []);
    useEffect(() => {
        end.current?.scrollIntoView({ block: "end" });
    }, [shown]);
    if (shown.is === "welcome") {
        return (
            <main className="display welcome">
                <ShoppingBasket size={72} strokeWidth={1} />
                <h1>{t("display.welcome")}</h1>
                <p>{shown.store}</p>
            </main>
        );
    }
    if (shown.is === "done") {
        return (
            <main className="display welcome">
                <h1>{t("display.thanks")}</h1>
                {shown.changeMinor > 0 && (
                    <p className="display-change">{t("display.change")} <strong>{money(shown.changeMinor, shown.currency)}</strong></p>
                )}
                <p>{shown.store}</p>
            </main>
        );
    }
    const { priced, currency } = shown;
    return (
        <main className="display">
            <ol>
                {shown.lines.map((line, index) => (
                    <li key={index} ref={index === shown.lines.length - 1 ? end : undefined}>
                        <span>{line.quantity} ×</span>
                        <b>{line.name}</b>
                        <em className={line.isReduced ? "reduced" : ""}>{line.amountMinor === null ? "" : money(line.amountMinor, currency)}</em>
                    </li>
                ))}
            </ol>
            <aside>
                {priced?.orderReasons.map((reason) => (
                    <p key={reason.plugin + reason.reference} className="reason">{label(reason.labels, reason.reference)} <b>−{money(reason.amountMinor, currency)}</b></p>
                ))}
                {priced && priced.discountMinor > 0 && <p className="saved">{t("display.saved", { amount: money(priced.discountMinor, currency) })}</p>}
                <span>{shown.isPaying ? t("display.pay") : t("display.total")}</span>
                <strong data-testid="display-total">{priced ? money(priced.totalMinor, currency) : "…"}</strong>
            </aside>
        </main>
    );
}
