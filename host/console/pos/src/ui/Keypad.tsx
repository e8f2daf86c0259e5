import { Delete } from "lucide-react";
import { useWords } from "../i18n/i18n";

/** Digits for fingers. `value` is what was typed so far, as text. Without `decimals` it is no number but a PIN. */
export function Keypad({ value, onChange, decimals }: {
    value: string;
    onChange: (value: string) => void;
    decimals?: number;
}) {
    const { t } = useWords();
    const isPin = decimals === undefined;
    const press = (key: string) => {
        if (!isPin) onChange(typed(value, key, decimals));
        else onChange(key === "Backspace" ? value.slice(0, -1) : value + key);
    };
    const keys = ["7", "8", "9", "4", "5", "6", "1", "2", "3", isPin ? "" : decimals > 0 ? "." : "00", "0"];
    return (
        <div className="keypad">
            {keys.map((key) => (
                <button key={key} type="button" tabIndex={-1} disabled={key === ""} onClick={() => press(key)}>
                    {key}
                </button>
            ))}
            <button type="button" tabIndex={-1} aria-label={t("common.delete_digit")} onClick={() => press("Backspace")}>
                <Delete size={22} />
            </button>
        </div>
    );
}

/** What a text becomes when a key is pressed: never more decimals than there are, one point. */
export function typed(value: string, key: string, decimals: number): string {
    if (key === "Backspace") return value.slice(0, -1);
    if (key === "." || key === ",") return decimals === 0 || value.includes(".") ? value : `${value || "0"}.`;
    if (!/^\d+$/.test(key)) return value;
    const next = value === "0" && key !== "." ? key.replace(/^0+(?=\d)/, "") : value + key;
    const fraction = next.split(".")[1];
    return (fraction !== undefined && fraction.length > decimals) || next.length > 12 ? value : next;
}
