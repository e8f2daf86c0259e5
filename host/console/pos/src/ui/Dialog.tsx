import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useWords } from "../i18n/i18n";

/** A modal dialog: Escape and the backdrop close it, focus stays inside. */
export function Dialog({ title, onClose, children, wide = false }: {
    title: string;
    onClose: () => void;
    children: ReactNode;
    wide?: boolean;
}) {
    const ref = useRef<HTMLDialogElement>(null);
    const { t } = useWords();
    useEffect(() => {
        const dialog = ref.current;
        if (!dialog || dialog.open) return;
        dialog.showModal();
        // The dialog itself would give the focus to its first button, which closes it.
        dialog.querySelector<HTMLElement>("form input, form select, [data-first]")?.focus();
    }, []);
    return (
        <dialog
            ref={ref}
            className={wide ? "dialog wide" : "dialog"}
            aria-label={title}
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
            onMouseDown={(event) => event.target === ref.current && onClose()}
        >
            <div className="dialog-box">
                <header>
                    <h2>{title}</h2>
                    <button type="button" className="icon-button" aria-label={t("common.close")} onClick={onClose}>
                        <X size={20} />
                    </button>
                </header>
                {children}
            </div>
        </dialog>
    );
}
