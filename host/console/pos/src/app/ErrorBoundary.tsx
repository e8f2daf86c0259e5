import i18next from "i18next";
import { Component, type ReactNode } from "react";

/** A fault of the page itself: says so, loads again. What was sold is in the database already. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
    override state = { error: null };

    static getDerivedStateFromError(error: Error) {
        return { error };
    }

    override render() {
        const error = this.state.error as Error | null;
        if (!error) return this.props.children;
        return (
            <main className="sign">
                <section className="sign-card">
                    <h1>{i18next.t("error.title")}</h1>
                    <p>{error.message}</p>
                    <button className="primary large" onClick={() => location.reload()}>{i18next.t("error.reload")}</button>
                </section>
            </main>
        );
    }
}
