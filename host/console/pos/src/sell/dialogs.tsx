import { type FormEvent, useEffect, useState } from "react";
import { Refusal, api, data } from "../api/client";
import type { MemberDetail, TaxClass } from "../api/types";
import { openDialog } from "../app/view";
import { useWords } from "../i18n/i18n";
import { digitsOf, parseMoney } from "../lib/money";
import { useNetwork } from "../offline/sync";
import { onScan } from "../scan/wedge";
import { session } from "../session/session";
import { Dialog } from "../ui/Dialog";
import { RedeemForm } from "./Redeem";
import { addCoupon, addOpen, changed } from "./cart";
import { change, currentPrice, replaceCart, setMember, useSell } from "./store";

const close = () => openDialog(null);

/** Finds a member by the code on the card. */
export function MemberDialog() {
    const { t } = useWords();
    const member = useSell(({ cart }) => cart.member);
    return (
        <Dialog title={t("member.title")} onClose={close}>
            {member ? <MemberCard member={member} /> : <MemberSearch />}
        </Dialog>
    );
}

function MemberSearch() {
    const { t } = useWords();
    const isOnline = useNetwork(({ isOnline }) => isOnline);
    const [code, setCode] = useState("");
    const [problem, setProblem] = useState("");
    const find = async (wanted: string) => {
        if (!wanted.trim()) return;
        setProblem("");
        try {
            const found = await data(api.GET("/v1/members", { params: { query: { code: wanted.trim(), limit: 1 } } }));
            const id = found.items[0]?.id;
            if (!id) return setProblem(t("member.unknown"));
            const member = await data(api.GET("/v1/members/{id}", { params: { path: { id } } }));
            if (member.status !== "active") return setProblem(t("member.blocked"));
            setMember(member as MemberDetail);
            close();
        } catch (error) {
            setProblem(error instanceof Refusal ? error.message : t("sell.needs_network"));
        }
    };
    useEffect(() => onScan((scanned) => void find(scanned)), []);
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                void find(code);
            }}
        >
            <label>
                {t("member.code")}
                <input autoFocus value={code} placeholder={t("member.hint")} onChange={(event) => setCode(event.target.value)} />
            </label>
            <p className="problem" role="alert">{isOnline ? problem : t("sell.needs_network")}</p>
            <div className="dialog-actions">
                <button className="primary" disabled={!isOnline || !code.trim()}>{t("member.find")}</button>
            </div>
        </form>
    );
}

function MemberCard({ member }: { member: MemberDetail }) {
    const { t, language } = useWords();
    const since = new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(member.created_at_ms);
    return (
        <>
            <div className="member-card">
                <strong>{member.code}</strong>
                <span>{t("member.visits", { count: member.sales_count })} · {t("member.since", { date: since })}</span>
                <p>
                    {member.tags.map((tag) => (
                        <span className="badge" key={tag}>{tag.split(":").at(-1)}</span>
                    ))}
                </p>
            </div>
            <RedeemForm member={member} onDone={close} />
            <div className="dialog-actions">
                <button
                    onClick={() => {
                        setMember(null);
                        close();
                    }}
                >
                    {t("member.remove")}
                </button>
                <button className="primary" onClick={close}>{t("common.done")}</button>
            </div>
        </>
    );
}

/** Codes on the ticket. */
export function CouponDialog() {
    const { t } = useWords();
    const state = useSell();
    const [code, setCode] = useState("");
    const add = (text: string) => {
        change((cart) => addCoupon(cart, text));
        setCode("");
    };
    useEffect(() => onScan(add), []);
    const isPriced = currentPrice(state)?.source === "quote";
    return (
        <Dialog title={t("coupon.title")} onClose={close}>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    if (code.trim()) add(code);
                    else close();
                }}
            >
                <label>
                    {t("coupon.code")}
                    <input
                        autoFocus
                        value={code}
                        placeholder={t("coupon.hint")}
                        autoCapitalize="characters"
                        maxLength={100}
                        onChange={(event) => setCode(event.target.value)}
                    />
                </label>
                <ul className="codes">
                    {state.cart.coupons.map((coupon) => (
                        <li key={coupon}>
                            <code>{coupon}</code>
                            {isPriced && <span className="spacer" />}
                            <button
                                type="button"
                                className="quiet"
                                onClick={() =>
                                    change((cart) => changed(cart, { coupons: cart.coupons.filter((other) => other !== coupon) }))
                                }
                            >
                                {t("common.remove")}
                            </button>
                        </li>
                    ))}
                </ul>
                <div className="dialog-actions">
                    <button className="primary">{code.trim() ? t("common.add") : t("common.done")}</button>
                </div>
            </form>
        </Dialog>
    );
}

/** Something without a master record. */
export function OpenDialog() {
    const { t } = useWords();
    const { entity } = session();
    const digits = digitsOf(entity.currency);
    const [name, setName] = useState("");
    const [price, setPrice] = useState("");
    const [classes, setClasses] = useState<TaxClass[]>([]);
    const [chosen, setChosen] = useState("");
    const [problem, setProblem] = useState("");
    useEffect(() => {
        data(api.GET("/v1/tax-classes")).then(
            ({ items }) => {
                setClasses(items);
                setChosen(items[0]?.code ?? "");
            },
            () => setProblem(t("sell.needs_network")),
        );
    }, [t]);
    const save = (event: FormEvent) => {
        event.preventDefault();
        const unitPriceMinor = parseMoney(price, digits);
        const taxClass = classes.find(({ code }) => code === chosen);
        if (!name.trim() || unitPriceMinor === undefined || !taxClass) return setProblem(t("open.invalid"));
        const taxPpm = rateOf(taxClass, entity.id, new Date().toISOString().slice(0, 10));
        change((cart) => addOpen(cart, { name: name.trim(), unitPriceMinor, taxPpm }).cart);
        close();
    };
    return (
        <Dialog title={t("open.title")} onClose={close}>
            <form onSubmit={save}>
                <label>
                    {t("open.name")}
                    <input autoFocus value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
                </label>
                <label>
                    {t("open.price")}
                    <input className="number" inputMode="decimal" value={price} onChange={(event) => setPrice(event.target.value)} />
                </label>
                <label>
                    {t("open.tax")}
                    <select value={chosen} onChange={(event) => setChosen(event.target.value)}>
                        {classes.map(({ code, name }) => (
                            <option key={code} value={code}>{name}</option>
                        ))}
                    </select>
                </label>
                <p className="problem" role="alert">{problem}</p>
                <div className="dialog-actions">
                    <button className="primary">{t("common.add")}</button>
                </div>
            </form>
        </Dialog>
    );
}

/** A class's rate for an entity on a day: the latest that has begun. */
export function rateOf(taxClass: TaxClass, entity: string, date: string): number {
    const begun = taxClass.rates.filter((rate) => rate.legal_entity === entity && rate.valid_from <= date);
    return begun.reduce((best, rate) => (rate.valid_from > best.valid_from ? rate : best), { ppm: 0, valid_from: "" } as { ppm: number; valid_from: string }).ppm;
}

/** Asks before a ticket is thrown away. */
export function ClearDialog() {
    const { t } = useWords();
    return (
        <Dialog title={t("sell.clear")} onClose={close}>
            <p>{t("sell.clear_question")}</p>
            <div className="dialog-actions">
                <button onClick={close}>{t("common.cancel")}</button>
                <button
                    className="danger"
                    data-first
                    onClick={() => {
                        replaceCart();
                        close();
                    }}
                >
                    {t("sell.clear")}
                </button>
            </div>
        </Dialog>
    );
}
