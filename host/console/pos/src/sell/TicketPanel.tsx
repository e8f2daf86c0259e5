import { CloudOff, Gift as GiftIcon, Hand, Minus, Plus, ShoppingBasket, SquarePen, Tag, TicketPercent, TriangleAlert, UserRound } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { openDialog, show } from "../app/view";
import { useWords } from "../i18n/i18n";
import { MICROS, lineAmount, quantityText } from "../lib/money";
import { session } from "../session/session";
import { park, step, takeGift } from "./actions";
import { type CartLine, giftsLeft, piecesOf } from "./cart";
import type { Priced, PricedLine, Reason } from "./priced";
import { currentPrice, priceOfLine, useSell } from "./store";

/** The ticket: lines with their reasons, what it costs, and the way to pay. */
export function TicketPanel() {
    const { t } = useWords();
    const state = useSell();
    const { cart, priced, isPricing, problem } = state;
    const current = currentPrice(state);
    const isEmpty = cart.lines.length === 0;
    return (
        <section className="ticket" aria-label={t("sell.ticket")} data-testid="ticket" data-state={current ? "priced" : isEmpty ? "empty" : "pricing"}>
            <header className="ticket-head">
                <h2>{t("sell.ticket")}</h2>
                {!isEmpty && <span className="count">{t("sell.pieces", { count: piecesOf(cart) })}</span>}
                <span className="spacer" />
                <button className={cart.member ? "pill on" : "pill"} onClick={() => openDialog("member")} title="F3">
                    <UserRound size={16} /> {cart.member ? cart.member.code : t("sell.add_member")}
                </button>
                <button className={cart.coupons.length > 0 ? "pill on" : "pill"} onClick={() => openDialog("coupon")} title="F4">
                    <TicketPercent size={16} /> {t("sell.coupon")}
                    {cart.coupons.length > 0 && <b>{cart.coupons.length}</b>}
                </button>
            </header>
            {isEmpty ? (
                <div className="empty">
                    <ShoppingBasket size={44} strokeWidth={1.25} />
                    <h3>{t("sell.empty")}</h3>
                    <p>{t("sell.empty_hint")}</p>
                </div>
            ) : (
                <ol className="lines">
                    {cart.lines.map((line) => (
                        <Line key={line.id} line={line} priced={priceOfLine(state, line)} isSelected={state.selected === line.id} />
                    ))}
                </ol>
            )}
            {!isEmpty && priced && <Notices priced={priced} />}
            {problem && (
                <p className="notice bad" role="alert">
                    <TriangleAlert size={16} /> {problem.code === "offline.no_price" ? t("sell.no_price_problem") : problem.message}
                </p>
            )}
            <Totals priced={priced} isCurrent={!!current} isPricing={isPricing} isEmpty={isEmpty} />
            <footer className="ticket-foot">
                <button disabled={isEmpty} onClick={() => void park()} title="F6">
                    <Hand size={18} /> {t("sell.park")} <kbd>F6</kbd>
                </button>
                <button onClick={() => openDialog("parked")} title="F7">
                    {t("sell.recall")} <kbd>F7</kbd>
                </button>
                <button disabled={isEmpty} onClick={() => openDialog("clear")}>
                    {t("sell.clear")}
                </button>
                <button className="primary pay" disabled={!current} onClick={() => show({ is: "tender" })} data-testid="pay">
                    {t("sell.pay")} <kbd>F9</kbd>
                </button>
            </footer>
        </section>
    );
}

const Line = memo(function Line({ line, priced, isSelected }: { line: CartLine; priced: PricedLine | undefined; isSelected: boolean }) {
    const { t, money } = useWords();
    const currency = session().entity.currency;
    const shelf = line.priceMinor === undefined ? undefined : lineAmount(line.priceMinor, line.quantityMicros);
    const amount = priced?.amountMinor ?? shelf;
    const unitPrice = priced?.unitPriceMinor ?? line.priceMinor;
    const isReduced = priced !== undefined && priced.amountMinor < priced.originalMinor;
    const ref = useRef<HTMLLIElement>(null);
    useEffect(() => {
        if (isSelected) ref.current?.scrollIntoView({ block: "nearest" });
    }, [isSelected, line.quantityMicros, priced]);
    const quantity = line.measured ? `${quantityText(line.quantityMicros)} ${line.unit}` : quantityText(line.quantityMicros);
    return (
        <li ref={ref} className={isSelected ? "line selected" : "line"} onClick={() => useSell.setState({ selected: line.id })}>
            <button className="line-main" aria-pressed={isSelected} onClick={() => useSell.setState({ selected: line.id })}>
                <span className="line-quantity">{quantity}</span>
                <span className="line-name">
                    {line.name}
                    {line.gift && <em className="badge">{t("sell.gift")}</em>}
                    {unitPrice !== undefined && line.quantityMicros !== MICROS && (
                        <small>
                            {money(unitPrice, currency)}
                            {line.measured && `/${line.unit}`}
                        </small>
                    )}
                </span>
                <span className={priced ? "line-amount" : "line-amount stale"}>
                    {isReduced && <s>{money(priced.originalMinor, currency)}</s>}
                    {amount === undefined ? "…" : money(amount, currency)}
                </span>
            </button>
            {priced && priced.manualMinor > 0 && (
                <p className="reason">
                    <Tag size={14} /> {line.discountReason || t("sell.discount_by_cashier")} <b>−{money(priced.manualMinor, currency)}</b>
                </p>
            )}
            {priced?.reasons.map((reason) => <ReasonRow key={reason.plugin + reason.reference} reason={reason} currency={currency} />)}
            {isSelected && (
                <div className="line-tools">
                    {!line.gift && !line.measured && (
                        <>
                            <button className="icon-button" aria-label="−" onClick={() => step(-1)}>
                                <Minus size={20} />
                            </button>
                            <button className="icon-button" aria-label="+" onClick={() => step(1)}>
                                <Plus size={20} />
                            </button>
                        </>
                    )}
                    <span className="spacer" />
                    <button onClick={() => openDialog("line")}>
                        <SquarePen size={16} /> {line.measured ? t("line.weight") : t("line.discount")}
                    </button>
                </div>
            )}
        </li>
    );
});

function ReasonRow({ reason, currency }: { reason: Reason; currency: string }) {
    const { money, label } = useWords();
    return (
        <p className="reason">
            <Tag size={14} /> {label(reason.labels, reason.reference)}
            {reason.note && <small> {reason.note}</small>} <b>−{money(reason.amountMinor, currency)}</b>
        </p>
    );
}

function Notices({ priced }: { priced: Priced }) {
    const { t, label } = useWords();
    const cart = useSell(({ cart }) => cart);
    return (
        <div className="notices">
            {priced.source === "shelf" && (
                <p className="notice warn" data-testid="shelf">
                    <CloudOff size={16} /> <span><b>{t("sell.shelf_mark")}</b> {t("sell.shelf_hint")}</span>
                </p>
            )}
            {giftsLeft(priced.gifts, cart).map((gift) => (
                <p key={gift.installation + gift.reference + gift.sku} className="notice gift">
                    <GiftIcon size={18} />
                    <span>
                        <b>{t("sell.gift_offer")}</b> {label(gift.labels, gift.sku)}
                    </span>
                    <button onClick={() => void takeGift(gift)}>{t("sell.take_gift")}</button>
                </p>
            ))}
            {priced.skipped.map((skipped) => (
                <p key={skipped.plugin} className="notice warn" title={skipped.message}>
                    <TriangleAlert size={16} /> {t("sell.skipped", { plugin: skipped.plugin })}
                </p>
            ))}
            {priced.objections.map((objection) => (
                <p key={objection.installation + objection.code} className={objection.severity === "refuse" ? "notice bad" : "notice warn"}>
                    <TriangleAlert size={16} /> {label(objection.message, objection.code)}
                </p>
            ))}
        </div>
    );
}

function Totals({ priced, isCurrent, isPricing, isEmpty }: { priced: Priced | null; isCurrent: boolean; isPricing: boolean; isEmpty: boolean }) {
    const { t, money } = useWords();
    const currency = session().entity.currency;
    const isInclusive = session().entity.tax_mode === "inclusive";
    const total = isEmpty ? 0 : (priced?.totalMinor ?? null);
    return (
        <dl className={isCurrent || isEmpty ? "totals" : "totals stale"} aria-live="polite">
            {priced && !isEmpty && priced.discountMinor > 0 && (
                <div>
                    <dt>{t("sell.subtotal")}</dt>
                    <dd>{money(priced.subtotalMinor, currency)}</dd>
                </div>
            )}
            {!isEmpty &&
                priced?.orderReasons.map((reason) => <div key={reason.plugin + reason.reference} className="order-reason"><ReasonRow reason={reason} currency={currency} /></div>)}
            {priced && !isEmpty && !isInclusive && priced.taxMinor > 0 && (
                <div>
                    <dt>{t("sell.tax")}</dt>
                    <dd>{money(priced.taxMinor, currency)}</dd>
                </div>
            )}
            <div className="total">
                <dt>
                    {t("sell.total")}
                    {priced && !isEmpty && priced.discountMinor > 0 && <span className="saved">{t("sell.savings")} {money(priced.discountMinor, currency)}</span>}
                </dt>
                <dd data-testid="total">{total === null ? (isPricing ? t("sell.pricing") : "—") : money(total, currency)}</dd>
            </div>
        </dl>
    );
}
