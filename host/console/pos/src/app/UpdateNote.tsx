import { useRegisterSW } from "virtual:pwa-register/react";
import { useWords } from "../i18n/i18n";
import { useSell } from "../sell/store";

/** Offers a new version between two tickets; it never reloads by itself. */
export function UpdateNote() {
    const { t } = useWords();
    const { needRefresh: [isNeeded], updateServiceWorker } = useRegisterSW();
    const isBetween = useSell(({ cart }) => cart.lines.length === 0);
    if (!isNeeded || !isBetween) return null;
    return (
        <div className="update">
            {t("app.update")} <button onClick={() => void updateServiceWorker(true)}>{t("app.reload")}</button>
        </div>
    );
}
