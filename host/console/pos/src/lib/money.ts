// Amounts are integers in minor units; the host does the arithmetic. Here they are shown, typed in and, offline, multiplied.

/** Millionths in one. */
export const MICROS = 1_000_000;

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, language: string): Intl.NumberFormat {
    const key = `${currency}/${language}`;
    let format = formats.get(key);
    if (!format) {
        format = new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
        formats.set(key, format);
    }
    return format;
}

/** Decimals of a currency's minor unit. */
export function digitsOf(currency: string): number {
    return formatOf(currency, "en").resolvedOptions().maximumFractionDigits ?? 2;
}

/** `12.50` of 1250, exact whatever the size. */
export function plain(minor: number, digits: number): string {
    const sign = minor < 0 ? "-" : "";
    const text = String(Math.abs(minor)).padStart(digits + 1, "0");
    return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** An amount as people read it. */
export function money(minor: number, currency: string, language: string): string {
    return formatOf(currency, language).format(plain(minor, digitsOf(currency)) as unknown as number);
}

/** Minor units of a typed amount such as `12.5`; undefined where it is none or has too many decimals. */
export function parseMoney(text: string, digits: number): number | undefined {
    const found = /^(\d{1,12})?(?:[.,](\d*))?$/.exec(text.trim());
    if (!found || (!found[1] && !found[2])) return undefined;
    const decimals = found[2] ?? "";
    if (decimals.length > digits) return undefined;
    return Number((found[1] ?? "0") + decimals.padEnd(digits, "0"));
}

/** Millionths of a decimal such as `0.752`; undefined where it is none, negative or has more than six places. */
export function parseQuantity(text: string): number | undefined {
    const found = /^(\d{1,6})?(?:[.,](\d{0,6}))?$/.exec(text.trim());
    if (!found || (!found[1] && !found[2])) return undefined;
    return Number((found[1] ?? "0") + (found[2] ?? "").padEnd(6, "0"));
}

/** `0.752` of 752000. */
export function quantityText(micros: number): string {
    const text = plain(micros, 6);
    return text.replace(/\.?0+$/, "");
}

/** Price times quantity, rounded as the host rounds a line (half up). */
export function lineAmount(unitPriceMinor: number, quantityMicros: number): number {
    const exact = BigInt(unitPriceMinor) * BigInt(quantityMicros);
    const million = BigInt(MICROS);
    const twice = 2n * exact + million;
    const floor = twice / (2n * million);
    return Number(twice < 0n && twice % (2n * million) !== 0n ? floor - 1n : floor);
}

/** What cash pays of an amount in a store that rounds to multiples of `unit`: as the host settles. */
export function roundToCash(minor: number, unit: number): number {
    const step = Math.max(unit, 1);
    return Math.floor((2 * minor + step) / (2 * step)) * step;
}
