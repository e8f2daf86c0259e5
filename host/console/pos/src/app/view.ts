// Which screen is shown, and which dialog over it.

import { create } from "zustand";
import type { Sale, SaleReturn } from "../api/types";
import type { Journalled } from "../offline/journal";

export type Screen =
    | { is: "sell" }
    | { is: "tender" }
    | { is: "pending"; entry: Journalled; sale: Sale }
    | { is: "receipt"; entry: Journalled; isCopy?: boolean }
    | { is: "returns"; sale?: Sale }
    | { is: "returned"; done: SaleReturn; sale: Sale }
    | { is: "sales" };

export type Dialog = "member" | "coupon" | "open" | "parked" | "line" | "clear" | null;

type State = { screen: Screen; dialog: Dialog; toast: { id: number; text: string; tone: Tone } | null };
export type Tone = "plain" | "good" | "bad";

export const useView = create<State>(() => ({ screen: { is: "sell" }, dialog: null, toast: null }));

export const show = (screen: Screen) => useView.setState({ screen, dialog: null });
export const openDialog = (dialog: Dialog) => useView.setState({ dialog });

/** How long a message stays, ms. */
const TOAST_MS = 3_500;
let toasts = 0;

export function toast(text: string, tone: Tone = "plain"): void {
    const id = ++toasts;
    useView.setState({ toast: { id, text, tone } });
    setTimeout(() => {
        if (useView.getState().toast?.id === id) useView.setState({ toast: null });
    }, TOAST_MS);
}
