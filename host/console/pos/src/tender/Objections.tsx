import { useState } from "react";
import type { Objection, Override } from "../api/types";
import { useWords } from "../i18n/i18n";
import type { Priced } from "../sell/priced";

/** What plugins object to: remarks are read, refusals stop the sale, the rest needs a manager's word. */
export function Objections({ priced, overrides, onChange }: {
    priced: Priced;
    overrides: Override[];
    onChange: (overrides: Override[]) => void;
}) {
    const { t, label } = useWords();
    if (priced.objections.length === 0) return null;
    const wordOn = (one: Objection) => overrides.find(({ installation, code }) => installation === one.installation && code === one.code);
    return (
        <div className="objections">
            {priced.objections.map((objection) => (
                <div key={objection.installation + objection.code} className={objection.severity === "refuse" ? "notice bad" : "notice warn"}>
                    <div>
                        {objection.severity === "refuse" && <b>{t("tender.refused")} </b>}
                        {label(objection.message, objection.code)}
                        {objection.severity === "override" && !wordOn(objection) && (
                            <OverrideForm onGive={(by, reason) => onChange([...overrides, { installation: objection.installation, code: objection.code, by, reason }])} />
                        )}
                        {wordOn(objection) && <small> {wordOn(objection)!.by}: {wordOn(objection)!.reason}</small>}
                    </div>
                </div>
            ))}
        </div>
    );
}

function OverrideForm({ onGive }: { onGive: (by: string, reason: string) => void }) {
    const { t } = useWords();
    const [by, setBy] = useState("");
    const [reason, setReason] = useState("");
    return (
        <form
            className="inline-form"
            onSubmit={(event) => {
                event.preventDefault();
                if (by.trim() && reason.trim()) onGive(by.trim(), reason.trim());
            }}
        >
            <input aria-label={t("tender.override_by")} placeholder={t("tender.override_by")} value={by} maxLength={100} onChange={(event) => setBy(event.target.value)} />
            <input aria-label={t("tender.override_reason")} placeholder={t("tender.override_reason")} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
            <button disabled={!by.trim() || !reason.trim()}>{t("tender.override")}</button>
        </form>
    );
}
