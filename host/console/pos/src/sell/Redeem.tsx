import { type FormEvent, useState } from "react";
import type { MemberDetail } from "../api/types";
import { useWords } from "../i18n/i18n";
import { setRequest } from "./cart";
import { change, useSell } from "./store";

// What a customer may ask of plugins. The API does not list it for tills yet; until it does, the requests of the plugins
// that come with Bodega are named here, and offered to members that such a plugin knows.
const REDEEM = { plugin: "loyalty", name: "redeem", most: "max" };

/** Pays with points: a number of them, or as many as possible. */
export function RedeemForm({ member, onDone }: { member: MemberDetail; onDone: () => void }) {
    const { t } = useWords();
    const asked = useSell(({ cart }) => cart.requests.find(({ plugin, name }) => plugin === REDEEM.plugin && name === REDEEM.name));
    const [points, setPoints] = useState("");
    const isKnown = member.tags.some((tag) => tag.startsWith(`${REDEEM.plugin}:`));
    if (!isKnown) return null;
    const ask = (value: string) => {
        change((cart) => setRequest(cart, REDEEM.plugin, REDEEM.name, value));
        onDone();
    };
    if (asked) {
        return (
            <p className="notice gift">
                <span>{t("sell.redeem")}: {asked.value === REDEEM.most ? t("sell.redeem_max") : asked.value}</span>
                <button onClick={() => ask("")}>{t("sell.unredeem")}</button>
            </p>
        );
    }
    const redeem = (event: FormEvent) => {
        event.preventDefault();
        if (/^\d*$/.test(points)) ask(points || REDEEM.most);
    };
    return (
        <form className="inline-form" onSubmit={redeem}>
            <label>
                {t("sell.redeem")}
                <input inputMode="numeric" pattern="\d*" value={points} placeholder={t("sell.redeem_max")} onChange={(event) => setPoints(event.target.value)} />
            </label>
            <button>{t("sell.redeem")}</button>
        </form>
    );
}
