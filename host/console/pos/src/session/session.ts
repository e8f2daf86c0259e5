// Who sells, where, on which terminal. For now an API token and a name typed in; pairing and PINs replace this module and
// SignIn.tsx, and nothing else: the rest of the till reads `useSession` only.

import { create } from "zustand";
import { api, data, useToken } from "../api/client";
import type { LegalEntity, OrgUnit, Terminal } from "../api/types";
import { openDatabase } from "../offline/db";
import { newSeries, numberOf } from "../lib/ids";

/** A terminal that may be chosen at sign-in. */
export type Place = { terminal: Terminal; store: OrgUnit };

export type Session = {
    token: string;
    terminal: Terminal;
    store: OrgUnit;
    entity: LegalEntity;
    cashier: string;
};

const KEPT = "bodega.pos.session";

type State = { session: Session | null };

export const useSession = create<State>(() => ({ session: restored() }));

/** The session of somebody who is signed in. */
export function session(): Session {
    const { session } = useSession.getState();
    if (!session) throw new Error("nobody is signed in");
    return session;
}

/** The terminals a token may sell on. */
export async function placesOf(token: string): Promise<Place[]> {
    useToken(token);
    const [terminals, units] = await Promise.all([
        data(api.GET("/v1/terminals")),
        data(api.GET("/v1/org-units")),
    ]);
    const stores = new Map(units.items.filter((unit) => unit.kind === "store").map((unit) => [unit.id, unit]));
    return terminals.items.flatMap((terminal) => {
        const store = stores.get(terminal.store);
        return store ? [{ terminal, store }] : [];
    });
}

/** Takes a terminal over. */
export async function signIn(token: string, { terminal, store }: Place, cashier: string): Promise<void> {
    useToken(token);
    const entity = await data(
        api.GET("/v1/legal-entities/{id}", { params: { path: { id: store.legal_entity } } }),
    );
    take({ token, terminal, store, entity, cashier });
}

/** Leaves; what was sold stays in the terminal's database and is sent when somebody signs in again. */
export function signOut(): void {
    localStorage.removeItem(KEPT);
    useToken(null);
    useSession.setState({ session: null });
}

/** A number for people, of a sale or return of this browser on this terminal. */
export async function mintNumber(): Promise<string> {
    const { store, terminal } = session();
    const database = openDatabase(terminal.id);
    const series = await database.transaction("rw", database.meta, async () => {
        const known = await database.read<string>("series");
        if (known) return known;
        const made = newSeries();
        await database.write("series", made);
        return made;
    });
    return numberOf(store.code, terminal.code, series, await database.next(`counter/${series}`));
}

function take(session: Session): void {
    openDatabase(session.terminal.id);
    localStorage.setItem(KEPT, JSON.stringify(session));
    useSession.setState({ session });
}

function restored(): Session | null {
    if (typeof localStorage === "undefined") return null;
    const text = localStorage.getItem(KEPT);
    if (!text) return null;
    try {
        const session = JSON.parse(text) as Session;
        useToken(session.token);
        openDatabase(session.terminal.id);
        return session;
    } catch {
        return null;
    }
}
