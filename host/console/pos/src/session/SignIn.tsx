import { type FormEvent, useState } from "react";
import { Refusal } from "../api/client";
import { LANGUAGES, setLanguage, useWords } from "../i18n/i18n";
import { type Place, placesOf, signIn } from "./session";

/** Takes a token, then the terminal and the cashier's name. */
export function SignIn() {
    const { t, language } = useWords();
    const [token, setToken] = useState("");
    const [places, setPlaces] = useState<Place[] | null>(null);
    const [chosen, setChosen] = useState("");
    const [cashier, setCashier] = useState("");
    const [problem, setProblem] = useState("");
    const [isBusy, setBusy] = useState(false);

    const attempt = async (act: () => Promise<void>) => {
        setBusy(true);
        setProblem("");
        try {
            await act();
        } catch (error) {
            const isRefused = error instanceof Refusal && (error.status === 401 || error.status === 403);
            const said = error instanceof Refusal ? error.message : t("error.unreachable");
            setProblem(isRefused ? t("sign.refused") : said);
        } finally {
            setBusy(false);
        }
    };
    const connect = (event: FormEvent) => {
        event.preventDefault();
        void attempt(async () => {
            const found = await placesOf(token.trim());
            setPlaces(found);
            setChosen(found[0]?.terminal.id ?? "");
            if (found.length === 0) setProblem(t("sign.none"));
        });
    };
    const start = (event: FormEvent) => {
        event.preventDefault();
        const place = places?.find(({ terminal }) => terminal.id === chosen);
        if (place) void attempt(() => signIn(token.trim(), place, cashier.trim()));
    };

    return (
        <main className="sign">
            <section className="sign-card">
                <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={56} height={56} />
                <h1>{t("sign.title")}</h1>
                {places === null || places.length === 0 ? (
                    <form onSubmit={connect}>
                        <p className="lead">{t("sign.lead")}</p>
                        <label>
                            {t("sign.token")}
                            <input
                                value={token}
                                onChange={(event) => setToken(event.target.value)}
                                placeholder={t("sign.token_hint")}
                                autoComplete="off"
                                spellCheck={false}
                                autoFocus
                                required
                            />
                        </label>
                        <button className="primary large" disabled={isBusy || !token.trim()}>
                            {isBusy ? t("common.loading") : t("sign.connect")}
                        </button>
                    </form>
                ) : (
                    <form onSubmit={start}>
                        <label>
                            {t("sign.terminal")}
                            <select value={chosen} onChange={(event) => setChosen(event.target.value)}>
                                {places.map(({ terminal, store }) => (
                                    <option key={terminal.id} value={terminal.id}>
                                        {store.name} · {terminal.name}
                                    </option>
                                ))}
                            </select>
                        </label>
                        <label>
                            {t("sign.cashier")}
                            <input
                                value={cashier}
                                onChange={(event) => setCashier(event.target.value)}
                                placeholder={t("sign.cashier_hint")}
                                maxLength={40}
                                autoFocus
                                required
                            />
                        </label>
                        <button className="primary large" disabled={isBusy || !cashier.trim()}>
                            {t("sign.start")}
                        </button>
                        <button type="button" className="quiet" onClick={() => setPlaces(null)}>
                            {t("sign.other")}
                        </button>
                    </form>
                )}
                <p className="problem" role="alert">
                    {problem}
                </p>
            </section>
            <button
                className="quiet"
                onClick={() => setLanguage(LANGUAGES.find((other) => other !== language) ?? language)}
            >
                {t("common.language")}
            </button>
        </main>
    );
}
