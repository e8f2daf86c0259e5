import { CloudOff, Languages, LogOut, Menu, MonitorUp, Receipt, RefreshCw, SunMoon, TriangleAlert, Undo2, Wifi } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useCatalogue, syncCatalogue } from "../catalogue/sync";
import { LANGUAGES, setLanguage, useWords } from "../i18n/i18n";
import { useNetwork } from "../offline/sync";
import { signOut, useSession } from "../session/session";
import { toggleTheme } from "./theme";
import { show, toast } from "./view";

/** Where, who, when, and how it stands with the network. */
export function StatusBar() {
    const { t, language } = useWords();
    const session = useSession(({ session }) => session);
    if (!session) return null;
    return (
        <header className="status">
            <button className="brand" onClick={() => show({ is: "sell" })} aria-label={t("app.name")}>
                <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={28} height={28} />
            </button>
            <div className="place">
                <strong>{session.store.name}</strong>
                <span>{session.terminal.name}</span>
            </div>
            <NetworkChip />
            <span className="spacer" />
            <span className="cashier">{session.cashier}</span>
            <Clock language={language} />
            <StatusMenu />
        </header>
    );
}

function NetworkChip() {
    const { t } = useWords();
    const { isOnline, queue, conflicts, isSending } = useNetwork();
    const tone = conflicts > 0 ? "bad" : !isOnline || queue > 0 ? "warn" : "good";
    const Icon = conflicts > 0 ? TriangleAlert : isOnline ? Wifi : CloudOff;
    const parts = [
        isSending && queue > 0 ? t("status.sending") : isOnline ? t("status.online") : t("status.offline"),
        ...(queue > 0 ? [t("status.queued", { count: queue })] : []),
        ...(conflicts > 0 ? [t("status.conflicts", { count: conflicts })] : []),
    ];
    return (
        <button className={`chip ${tone}`} data-testid="network" onClick={() => show({ is: "sales" })}>
            <Icon size={16} />
            <span>{parts.join(" · ")}</span>
        </button>
    );
}

function Clock({ language }: { language: string }) {
    const [now, setNow] = useState(() => new Date());
    useEffect(() => {
        const timer = setInterval(() => setNow(new Date()), 5_000);
        return () => clearInterval(timer);
    }, []);
    return <time className="clock">{new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(now)}</time>;
}

function StatusMenu() {
    const { t, language } = useWords();
    const [isOpen, setOpen] = useState(false);
    const ref = useRef<HTMLDivElement>(null);
    const { catalogue, isSyncing } = useCatalogue();
    const { queue, isOnline } = useNetwork();
    useEffect(() => {
        if (!isOpen) return;
        const outside = (event: PointerEvent) => !ref.current?.contains(event.target as Node) && setOpen(false);
        window.addEventListener("pointerdown", outside);
        return () => window.removeEventListener("pointerdown", outside);
    }, [isOpen]);
    const act = (verb: () => void) => () => {
        setOpen(false);
        verb();
    };
    const refresh = () =>
        syncCatalogue(true).then(
            () => toast(t("status.goods", { count: catalogue.size }), "good"),
            () => toast(t("error.unreachable"), "bad"),
        );
    const leave = () => {
        // Nobody could come in again: a PIN is proved by the host.
        if (!isOnline) return toast(t("sell.needs_network"), "bad");
        if (queue > 0) toast(t("status.sign_out_waiting"));
        signOut();
    };
    const other = LANGUAGES.find((one) => one !== language) ?? language;
    return (
        <div className="menu" ref={ref}>
            <button className="icon-button" aria-label={t("status.menu")} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                <Menu size={22} />
            </button>
            {isOpen && (
                <div className="menu-list" role="menu" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
                    <button role="menuitem" onClick={act(() => show({ is: "sales" }))}>
                        <Receipt size={18} /> {t("status.sales")} <kbd>F10</kbd>
                    </button>
                    <button role="menuitem" onClick={act(() => show({ is: "returns" }))}>
                        <Undo2 size={18} /> {t("status.returns")} <kbd>F8</kbd>
                    </button>
                    <button role="menuitem" onClick={act(() => window.open("?display=1", "bodega-display", "popup,width=1024,height=700"))}>
                        <MonitorUp size={18} /> {t("status.display")}
                    </button>
                    <button role="menuitem" disabled={isSyncing} onClick={act(() => void refresh())}>
                        <RefreshCw size={18} /> {t("status.refresh")} <small>{t("status.goods", { count: catalogue.size })}</small>
                    </button>
                    <hr />
                    <button role="menuitem" onClick={act(() => setLanguage(other))}>
                        <Languages size={18} /> {t("common.language")}
                    </button>
                    <button role="menuitem" onClick={act(toggleTheme)}>
                        <SunMoon size={18} /> {t("status.theme")}
                    </button>
                    <hr />
                    <button role="menuitem" onClick={act(leave)}>
                        <LogOut size={18} /> {t("status.sign_out")}
                    </button>
                </div>
            )}
        </div>
    );
}
