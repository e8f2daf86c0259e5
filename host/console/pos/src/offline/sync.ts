// Watches the network and empties the outbox; one window of a till at a time.

import { liveQuery } from "dexie";
import { create } from "zustand";
import { api, data, onReachable } from "../api/client";
import { type Journalled, prune, queued, record } from "./journal";
import { db } from "./db";
import { type Host, send } from "./outbox";

/** How often the host is asked whether it lives while it does not answer, ms. */
const PROBE_MS = 4_000;
/** The same while it does. */
const CALM_MS = 20_000;
/** The longest that a probe may take, ms. */
const PROBE_DEADLINE_MS = 3_000;

type State = { isOnline: boolean; queue: number; conflicts: number; isSending: boolean };

export const useNetwork = create<State>(() => ({ isOnline: true, queue: 0, conflicts: 0, isSending: false }));

const host: Host = {
    quote: (basket) => data(api.POST("/v1/quotes", { body: basket })),
    putSale: (id, body) => data(api.PUT("/v1/sales/{id}", { params: { path: { id } }, body })),
};

/** Sends what waits. Safe to call at any time and from any window. */
export async function flush(): Promise<void> {
    await navigator.locks.request(`${db().name}/outbox`, { ifAvailable: true }, async (lock) => {
        if (!lock) return;
        useNetwork.setState({ isSending: true });
        try {
            for (const entry of await queued()) {
                const { entry: after, state } = await send(entry, host, record);
                await record(after);
                if (state === "later") return;
            }
            await prune(Date.now());
        } finally {
            useNetwork.setState({ isSending: false });
        }
    });
}

/** Tries a sale that a person decided about. */
export async function retry(entry: Journalled): Promise<void> {
    await record({ ...entry, state: "queued", conflict: null });
    await flush();
}

/** Keeps the state of the network and of the queue up to date until it is stopped. */
export function watchNetwork(): () => void {
    let timer: ReturnType<typeof setTimeout>;
    const probe = async () => {
        clearTimeout(timer);
        try {
            const answer = await fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(PROBE_DEADLINE_MS) });
            setOnline(answer.ok);
        } catch {
            setOnline(false);
        }
        timer = setTimeout(probe, useNetwork.getState().isOnline ? CALM_MS : PROBE_MS);
    };
    const setOnline = (isOnline: boolean) => {
        const wasOnline = useNetwork.getState().isOnline;
        useNetwork.setState({ isOnline });
        if (isOnline && (!wasOnline || useNetwork.getState().queue > 0)) void flush();
        if (!isOnline && wasOnline) {
            clearTimeout(timer);
            timer = setTimeout(probe, PROBE_MS);
        }
    };
    const stopHearing = onReachable(setOnline);
    const offline = () => setOnline(false);
    window.addEventListener("online", probe);
    window.addEventListener("offline", offline);
    const counts = liveQuery(async () => ({
        queue: await db().journal.where("state").equals("queued").count(),
        conflicts: await db().journal.where("state").equals("conflict").count(),
    })).subscribe((counted) => useNetwork.setState(counted));
    void probe();
    return () => {
        clearTimeout(timer);
        stopHearing();
        counts.unsubscribe();
        window.removeEventListener("online", probe);
        window.removeEventListener("offline", offline);
    };
}
