import { useEffect, useRef } from "react";

export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

/** Whether somebody types into a field. */
export function isTyping(event: KeyboardEvent): boolean {
    const target = event.target;
    return (
        target instanceof HTMLTextAreaElement ||
        target instanceof HTMLSelectElement ||
        (target instanceof HTMLInputElement && target.type !== "radio" && target.type !== "checkbox")
    );
}

/** Keys of a screen while no dialog is open. Function keys work everywhere, others only outside of fields. */
export function useShortcuts(shortcuts: Shortcuts, isOn = true): void {
    const latest = useRef(shortcuts);
    latest.current = shortcuts;
    useEffect(() => {
        if (!isOn) return;
        const listen = (event: KeyboardEvent) => {
            if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
            if (document.querySelector("dialog[open]")) return;
            const act = latest.current[event.key];
            const isGlobal = /^F\d+$/.test(event.key) || event.key === "Escape";
            // A button that has the focus is pressed by Enter, and by nothing of ours.
            const isPress = event.key === "Enter" && event.target instanceof HTMLButtonElement;
            if (!act || isPress || (!isGlobal && isTyping(event))) return;
            event.preventDefault();
            act(event);
        };
        window.addEventListener("keydown", listen);
        return () => window.removeEventListener("keydown", listen);
    }, [isOn]);
}
