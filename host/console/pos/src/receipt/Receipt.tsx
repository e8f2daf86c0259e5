import { useWords } from "../i18n/i18n";
import { session } from "../session/session";
import type { Reason } from "../sell/priced";
import { methodName } from "../tender/methods";
import { Qr } from "../ui/Qr";
import type { ReceiptModel } from "./model";

/** The paper: 80 mm wide when printed. */
export function Receipt({ receipt, cashier, of, reason, isCopy = false }: {
    receipt: ReceiptModel;
    cashier: string;
    /** The number of the sale that a return is of. */
    of?: string;
    reason?: string;
    isCopy?: boolean;
}) {
    const { t, money, label, date } = useWords();
    const { store, terminal, entity } = session();
    const amount = (minor: number) => money(minor, receipt.currency);
    const reasons = (rows: Reason[]) =>
        rows.map((row) => (
            <div className="receipt-row minor" key={row.plugin + row.reference}>
                <span>{label(row.labels, row.reference)}</span>
                <span>−{amount(row.amountMinor)}</span>
            </div>
        ));
    return (
        <article className="receipt" data-testid="receipt" data-sale={receipt.id}>
            <header>
                <strong>{store.name}</strong>
                <span>{entity.name}{entity.tax_id ? ` · ${entity.tax_id}` : ""}</span>
                {of !== undefined && <b className="receipt-kind">{t("receipt.return_title")}</b>}
                {isCopy && <b className="receipt-kind">{t("receipt.reprint")}</b>}
            </header>
            <dl>
                <div><dt>{t("receipt.number")}</dt><dd data-testid="number">{receipt.number}</dd></div>
                {of && <div><dt>{t("receipt.of_sale")}</dt><dd>{of}</dd></div>}
                <div><dt>{t("receipt.terminal")}</dt><dd>{terminal.name}</dd></div>
                <div><dt>{t("receipt.cashier")}</dt><dd>{cashier}</dd></div>
                {reason && <div><dt>{t("receipt.reason")}</dt><dd>{reason}</dd></div>}
                <div><dt /><dd>{date(receipt.atMs)}</dd></div>
            </dl>
            <div className="receipt-lines">
                {receipt.lines.map((line, index) => (
                    <div key={`${index}/${line.name}`}>
                        <div className="receipt-row">
                            <span>{line.name}</span>
                            <span>{amount(line.originalMinor)}</span>
                        </div>
                        <div className="receipt-row minor">
                            <span>{line.quantity}{line.unitPriceMinor ? ` × ${amount(line.unitPriceMinor)}` : ""}</span>
                        </div>
                        {line.manualMinor > 0 && (
                            <div className="receipt-row minor">
                                <span>{t("sell.discount_by_cashier")}</span>
                                <span>−{amount(line.manualMinor)}</span>
                            </div>
                        )}
                        {reasons(line.reasons)}
                    </div>
                ))}
            </div>
            <div className="receipt-sums">
                {receipt.discountMinor > 0 && (
                    <div className="receipt-row"><span>{t("sell.subtotal")}</span><span>{amount(receipt.subtotalMinor)}</span></div>
                )}
                {reasons(receipt.orderReasons)}
                <div className="receipt-row total"><span>{of === undefined ? t("sell.total") : t("receipt.refunded")}</span><span>{amount(receipt.totalMinor)}</span></div>
                {receipt.cashRoundingMinor !== 0 && (
                    <div className="receipt-row minor"><span>{t("tender.rounding")}</span><span>{amount(receipt.cashRoundingMinor)}</span></div>
                )}
                {receipt.tenders.map((tender, index) => (
                    <div className="receipt-row" key={`${index}/${tender.method}`}>
                        <span>{methodName(tender.method, t)}</span>
                        <span>{amount(tender.amountMinor)}</span>
                    </div>
                ))}
                {receipt.changeMinor > 0 && (
                    <div className="receipt-row"><span>{t("tender.change")}</span><span>{amount(receipt.changeMinor)}</span></div>
                )}
                {receipt.discountMinor > 0 && (
                    <div className="receipt-row saved"><span>{t("sell.savings")}</span><span>{amount(receipt.discountMinor)}</span></div>
                )}
                {receipt.taxes.map((tax) => (
                    <div className="receipt-row minor" key={tax.ratePpm}>
                        <span>{t("receipt.vat", { rate: tax.ratePpm / 10_000, net: amount(tax.netMinor) })}</span>
                        <span>{amount(tax.taxMinor)}</span>
                    </div>
                ))}
            </div>
            <footer>
                {of === undefined && <Qr text={receipt.id} label={receipt.number} />}
                {!receipt.isInBooks && <p>{t("receipt.offline")}</p>}
                <p>{t("receipt.thanks")}</p>
            </footer>
        </article>
    );
}
