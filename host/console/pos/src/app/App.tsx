import { useEffect, useState } from "react";
import { loadCatalogue, syncCatalogue } from "../catalogue/sync";
import { useDisplay } from "../display/useDisplay";
import { useWords } from "../i18n/i18n";
import { recover } from "../offline/journal";
import { flush, useNetwork, watchNetwork } from "../offline/sync";
import { ParkedDialog } from "../park/ParkedDialog";
import { ReceiptScreen, ReturnedScreen } from "../receipt/ReceiptScreen";
import { ReturnScreen } from "../returns/ReturnScreen";
import { SalesScreen } from "../sales/SalesScreen";
import { listenForScans } from "../scan/wedge";
import { LineDialog } from "../sell/LineDialog";
import { SellScreen } from "../sell/SellScreen";
import { ClearDialog, CouponDialog, MemberDialog, OpenDialog } from "../sell/dialogs";
import { restoreCart } from "../sell/store";
import { SignIn } from "../session/SignIn";
import { useSession } from "../session/session";
import { PendingScreen } from "../tender/PendingScreen";
import { TenderScreen } from "../tender/TenderScreen";
import { StatusBar } from "./StatusBar";
import { UpdateNote } from "./UpdateNote";
import { useView } from "./view";

/** How often the catalogue is looked at again, ms; it is fetched when it is old. */
const REFRESH_MS = 60_000;

export function App() {
    const terminal = useSession(({ session }) => session?.terminal.id);
    return (
        <>
            {terminal ? <Till key={terminal} /> : <SignIn />}
            <Toast />
            <UpdateNote />
        </>
    );
}

function Till() {
    const [isReady, setReady] = useState(false);
    const isOnline = useNetwork(({ isOnline }) => isOnline);
    useEffect(() => {
        const stopScans = listenForScans();
        const stopNetwork = watchNetwork();
        void recover()
            .then(() => Promise.all([loadCatalogue(), restoreCart()]))
            .then(() => setReady(true))
            .then(flush);
        return () => {
            stopScans();
            stopNetwork();
        };
    }, []);
    useEffect(() => {
        if (!isReady || !isOnline) return;
        // Without the network the till goes on with what it has; the status bar says so.
        const refresh = () => void syncCatalogue().catch(() => undefined);
        refresh();
        const timer = setInterval(refresh, REFRESH_MS);
        return () => clearInterval(timer);
    }, [isReady, isOnline]);
    return (
        <div className="app">
            <StatusBar />
            <DisplayLink />
            {isReady && <CurrentScreen />}
            <CurrentDialog />
        </div>
    );
}

/** Apart from the screens, which need not be drawn again for it. */
function DisplayLink() {
    useDisplay();
    return null;
}

function CurrentScreen() {
    const screen = useView(({ screen }) => screen);
    switch (screen.is) {
        case "sell":
            return <SellScreen />;
        case "tender":
            return <TenderScreen />;
        case "pending":
            return <PendingScreen entry={screen.entry} sale={screen.sale} />;
        case "receipt":
            return <ReceiptScreen key={screen.entry.id} entry={screen.entry} isCopy={screen.isCopy} />;
        case "returns":
            return <ReturnScreen sale={screen.sale} />;
        case "returned":
            return <ReturnedScreen done={screen.done} sale={screen.sale} />;
        case "sales":
            return <SalesScreen />;
    }
}

function CurrentDialog() {
    const dialog = useView(({ dialog }) => dialog);
    switch (dialog) {
        case "member":
            return <MemberDialog />;
        case "coupon":
            return <CouponDialog />;
        case "open":
            return <OpenDialog />;
        case "parked":
            return <ParkedDialog />;
        case "line":
            return <LineDialog />;
        case "clear":
            return <ClearDialog />;
        case null:
            return null;
    }
}

function Toast() {
    const toast = useView(({ toast }) => toast);
    useWords();
    return (
        <div className="toast-place" role="status" aria-live="polite">
            {toast && <p key={toast.id} className={`toast ${toast.tone}`}>{toast.text}</p>}
        </div>
    );
}
