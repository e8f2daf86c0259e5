import { useMemo } from "react";
import { renderSVG } from "uqr";

/** A QR code as vector graphics. */
export function Qr({ text, label }: { text: string; label: string }) {
    const svg = useMemo(() => renderSVG(text, { ecc: "M", border: 2 }), [text]);
    // The library draws squares of its own making; the text is not in it.
    return <div className="qr" role="img" aria-label={label} dangerouslySetInnerHTML={{ __html: svg }} />;
}
