// Who sells, where, on which terminal. A device is paired once with a code and keeps its key; at it a cashier signs in with a
// PIN. The rest of the till reads `useSession` only.

import { create } from "zustand";
import { Refusal, api, data, onExpired, useToken } from "../api/client";
import type { LegalEntity, OrgUnit, Terminal } from "../api/types";
import type { components } from "../api/schema";
import { newSeries, numberOf } from "../lib/ids";
import { openDatabase } from "../offline/db";

export type Cashier = components["schemas"]["Cashier"];

/** The terminal that this browser is. */
export type Device = { token: string; terminal: Terminal; store: OrgUnit; entity: LegalEntity };

/** A cashier at it. */
export type Session = Device & { sessionToken: string; cashier: string };

type State = { device: Device | null; session: Session | null };

const DEVICE = "bodega.pos.device";
const SESSION = "bodega.pos.session";

export const useSession = create<State>(() => restored());

/** The session of somebody who is signed in. */
export function session(): Session {
    const { session } = useSession.getState();
    if (!session) throw new Error("nobody is signed in");
    return session;
}

/** Makes this browser the terminal that a code was made for. */
export async function pair(code: string): Promise<void> {
    useToken(null);
    const { token } = await data(api.POST("/v1/pair", { body: { code } }));
    useToken(token);
    const { terminal: id } = await data(api.GET("/v1/till"));
    const terminal = await data(api.GET("/v1/terminals/{id}", { params: { path: { id } } }));
    const store = await data(api.GET("/v1/org-units/{id}", { params: { path: { id: terminal.store } } }));
    const entity = await data(api.GET("/v1/legal-entities/{id}", { params: { path: { id: store.legal_entity } } }));
    const device = { token, terminal, store, entity };
    localStorage.setItem(DEVICE, JSON.stringify(device));
    openDatabase(id);
    useSession.setState({ device, session: null });
}

/** Who may sign in here. A device that was cut off is none any more. */
export async function cashiers(): Promise<Cashier[]> {
    useToken(useSession.getState().device?.token ?? null);
    try {
        return (await data(api.GET("/v1/till"))).cashiers;
    } catch (error) {
        if (error instanceof Refusal && error.status === 401) unpair();
        throw error;
    }
}

/** Begins to sell. */
export async function signIn(login: string, pin: string): Promise<void> {
    const { device } = useSession.getState();
    if (!device) return;
    useToken(device.token);
    const { token, name } = await data(api.POST("/v1/till/sign-in", { body: { login, pin } }));
    useToken(token);
    const session = { ...device, sessionToken: token, cashier: name };
    localStorage.setItem(SESSION, JSON.stringify(session));
    useSession.setState({ session });
}

/** Leaves; what was sold stays in the terminal's database and is sent when somebody signs in again. */
export function signOut(): void {
    void data(api.POST("/v1/sign-out")).catch(() => undefined);
    forget();
}

/** Takes the device's key away; its database stays. */
export function unpair(): void {
    localStorage.removeItem(DEVICE);
    useSession.setState({ device: null });
    forget();
}

function forget(): void {
    localStorage.removeItem(SESSION);
    useSession.setState({ session: null });
}

// A session that ended on the host leads back to the PIN; the ticket and the queue stay.
onExpired((token) => {
    if (token === useSession.getState().session?.sessionToken) forget();
});

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

function restored(): State {
    const read = <T,>(key: string): T | null => {
        try {
            return JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
        } catch {
            return null;
        }
    };
    if (typeof localStorage === "undefined") return { device: null, session: null };
    const device = read<Device>(DEVICE);
    const session = device && read<Session>(SESSION);
    if (device) openDatabase(device.terminal.id);
    useToken(session?.sessionToken ?? device?.token ?? null);
    return { device, session };
}
