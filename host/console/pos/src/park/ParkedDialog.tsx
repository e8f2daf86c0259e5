import { liveQuery } from "dexie";
import { useEffect, useState } from "react";
import { openDialog } from "../app/view";
import { useWords } from "../i18n/i18n";
import { type Parked, db } from "../offline/db";
import { park, recall } from "../sell/actions";
import { piecesOf } from "../sell/cart";
import { useSell } from "../sell/store";
import { Dialog } from "../ui/Dialog";

/** Tickets put aside on this till. */
export function ParkedDialog() {
    const { t, when } = useWords();
    const [parked, setParked] = useState<Parked[]>([]);
    const [note, setNote] = useState("");
    const hasTicket = useSell(({ cart }) => cart.lines.length > 0);
    const close = () => openDialog(null);
    useEffect(() => {
        const rows = liveQuery(() => db().parked.orderBy("parkedAtMs").reverse().toArray());
        const subscription = rows.subscribe(setParked);
        return () => subscription.unsubscribe();
    }, []);
    return (
        <Dialog title={t("park.title")} onClose={close}>
            {hasTicket && (
                <form
                    className="inline-form"
                    onSubmit={(event) => {
                        event.preventDefault();
                        void park(note).then(close);
                    }}
                >
                    <label>
                        {t("park.note")}
                        <input value={note} maxLength={80} placeholder={t("park.note_hint")} onChange={(event) => setNote(event.target.value)} />
                    </label>
                    <button>{t("park.park")}</button>
                </form>
            )}
            {parked.length === 0 ? (
                <p className="faint">{t("park.empty")}</p>
            ) : (
                <ul className="rows">
                    {parked.map(({ id, note, parkedAtMs, cart }) => (
                        <li key={id}>
                            <button onClick={() => void recall(id).then(close)} data-testid="parked">
                                <span>
                                    <strong>{note || cart.lines.map(({ name }) => name).slice(0, 3).join("、")}</strong>
                                    <small>{when(parkedAtMs)} · {t("sell.pieces", { count: piecesOf(cart) })}</small>
                                </span>
                                <em>{t("park.recall")}</em>
                            </button>
                        </li>
                    ))}
                </ul>
            )}
            {hasTicket && parked.length > 0 && <p className="faint">{t("park.swap")}</p>}
        </Dialog>
    );
}
