import { ArrowLeft, CloudOff } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { Refusal } from "../api/client";
import { LANGUAGES, setLanguage, useWords } from "../i18n/i18n";
import { Keypad } from "../ui/Keypad";
import { useShortcuts } from "../ui/shortcuts";
import { type Cashier, cashiers, pair, signIn, unpair, useSession } from "./session";

/** The longest PIN (API). */
const PIN_MAX = 8;
const PIN_MIN = 4;

/** Pairs the device once, then asks who sells. */
export function SignIn() {
    const { t, language } = useWords();
    const device = useSession(({ device }) => device);
    const other = LANGUAGES.find((one) => one !== language) ?? language;
    return (
        <main className="sign">
            {device ? <PinForm key={device.terminal.id} /> : <PairForm />}
            <div className="sign-foot">
                <button className="quiet" onClick={() => setLanguage(other)}>{t("common.language")}</button>
                {device && <button className="quiet" onClick={unpair}>{t("sign.unpair")}</button>}
            </div>
        </main>
    );
}

function Card({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
    return (
        <section className="sign-card">
            <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={56} height={56} />
            <div>
                <h1>{title}</h1>
                <p className="lead">{lead}</p>
            </div>
            {children}
        </section>
    );
}

/** Runs something that the host may refuse, and says so. */
function useAttempt() {
    const { t } = useWords();
    const [problem, setProblem] = useState("");
    const [isBusy, setBusy] = useState(false);
    const attempt = async (act: () => Promise<void>) => {
        setBusy(true);
        setProblem("");
        try {
            await act();
        } catch (error) {
            setProblem(error instanceof Refusal ? error.message : t("error.unreachable"));
        } finally {
            setBusy(false);
        }
    };
    return { problem, isBusy, attempt };
}

function PairForm() {
    const { t } = useWords();
    const [code, setCode] = useState("");
    const { problem, isBusy, attempt } = useAttempt();
    const submit = (event: FormEvent) => {
        event.preventDefault();
        void attempt(() => pair(code.trim()));
    };
    return (
        <Card title={t("sign.pair_title")} lead={t("sign.pair_lead")}>
            <form onSubmit={submit}>
                <label>
                    {t("sign.code")}
                    <input
                        className="code"
                        value={code}
                        onChange={(event) => setCode(event.target.value)}
                        placeholder="XXXX-XXXX"
                        autoComplete="off"
                        autoCapitalize="characters"
                        spellCheck={false}
                        maxLength={20}
                        autoFocus
                        required
                    />
                </label>
                <button className="primary large" disabled={isBusy || !code.trim()}>{isBusy ? t("common.loading") : t("sign.pair")}</button>
            </form>
            <p className="problem" role="alert">{problem}</p>
        </Card>
    );
}

function PinForm() {
    const { t } = useWords();
    const device = useSession(({ device }) => device);
    const [staff, setStaff] = useState<Cashier[]>([]);
    const [chosen, setChosen] = useState<Cashier | null>(null);
    const [pin, setPin] = useState("");
    const { problem, isBusy, attempt } = useAttempt();
    const look = () => attempt(async () => setStaff(await cashiers()));
    useEffect(() => void look(), []);
    const type = (text: string) => setPin(text.replaceAll(/\D/g, "").slice(0, PIN_MAX));
    const enter = () => {
        if (!chosen || pin.length < PIN_MIN || isBusy) return;
        void attempt(async () => {
            setPin("");
            await signIn(chosen.login, pin);
        });
    };
    useShortcuts({
        ...Object.fromEntries(Array.from("0123456789", (key) => [key, () => chosen && type(pin + key)])),
        Backspace: () => setPin(pin.slice(0, -1)),
        Enter: enter,
        Escape: () => setChosen(null),
    });
    if (!chosen) {
        return (
            <Card title={t("sign.who")} lead={`${device?.store.name ?? ""} · ${device?.terminal.name ?? ""}`}>
                <div className="staff">
                    {staff.map((one) => (
                        <button key={one.login} data-login={one.login} onClick={(event) => {
                            // The PIN's Enter must not press this button again.
                            event.currentTarget.blur();
                            setChosen(one);
                        }}>
                            <span className="avatar" aria-hidden>{Array.from(one.name)[0]}</span> {one.name}
                        </button>
                    ))}
                </div>
                {staff.length === 0 && !isBusy && !problem && <p className="faint">{t("sign.nobody")}</p>}
                <p className="problem" role="alert">{problem}</p>
                {problem && <button onClick={() => void look()}><CloudOff size={18} /> {t("common.retry")}</button>}
            </Card>
        );
    }
    return (
        <Card title={chosen.name} lead={t("sign.pin")}>
            <output className="dots" aria-label={t("sign.pin")}>
                {Array.from({ length: Math.max(PIN_MIN, pin.length) }, (_, at) => <i key={at} className={at < pin.length ? "on" : ""} />)}
            </output>
            <Keypad value={pin} onChange={type} />
            <p className="problem" role="alert">{problem}</p>
            <div className="dialog-actions">
                <button onClick={() => { setChosen(null); setPin(""); }}><ArrowLeft size={18} /> {t("common.back")}</button>
                <button className="primary large" disabled={pin.length < PIN_MIN || isBusy} onClick={enter}>{t("sign.start")}</button>
            </div>
        </Card>
    );
}
