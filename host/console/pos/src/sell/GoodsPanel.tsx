import { PackageOpen, Plus, Scale, Search } from "lucide-react";
import { type KeyboardEvent, memo, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { openDialog } from "../app/view";
import { useCatalogue } from "../catalogue/sync";
import { useWords } from "../i18n/i18n";
import { MICROS } from "../lib/money";
import type { Goods } from "../offline/db";
import { session } from "../session/session";
import { sell, sellCode } from "./actions";

/** Where the search field is, for the key that leads to it. */
export const SEARCH_FIELD = "search";

/** Search and goods to touch. `3*` before a scan or a hit sells three. */
export const GoodsPanel = memo(function GoodsPanel() {
    const { t } = useWords();
    const { catalogue, isSyncing } = useCatalogue();
    const [query, setQuery] = useState("");
    const [category, setCategory] = useState<string | undefined>();
    const [marked, setMarked] = useState(0);
    const { times, text } = multiplied(query);
    const searched = useDeferredValue(text);
    const hits = useMemo(
        () => catalogue.find(searched, searched ? undefined : category),
        [catalogue, searched, category],
    );
    useEffect(() => setMarked(0), [searched, category]);

    const take = useCallback(
        (goods: Goods) => {
            sell(goods, times * MICROS);
            setQuery("");
        },
        [times],
    );
    const keys = (event: KeyboardEvent<HTMLInputElement>) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            const by = event.key === "ArrowDown" ? 1 : -1;
            setMarked(Math.min(Math.max(marked + by, 0), Math.max(hits.length - 1, 0)));
        } else if (event.key === "Enter" && text) {
            event.preventDefault();
            const code = catalogue.code(text);
            const found = catalogue.find(text)[marked] ?? catalogue.find(text)[0];
            if (code) {
                sell(code.goods, code.quantity * times * MICROS);
                setQuery("");
            } else if (found) take(found);
            else void sellCode(text, times);
        } else if (event.key === "Escape") {
            event.stopPropagation();
            if (query) setQuery("");
            else event.currentTarget.blur();
        }
    };
    return (
        <section className="goods" aria-label={t("sell.view_goods")}>
            <div className="search">
                <Search size={20} aria-hidden />
                <input
                    id={SEARCH_FIELD}
                    type="search"
                    value={query}
                    onChange={(event) => setQuery(event.target.value)}
                    onKeyDown={keys}
                    placeholder={t("sell.search")}
                    aria-label={t("sell.search")}
                    autoComplete="off"
                    spellCheck={false}
                />
                <kbd>F2</kbd>
            </div>
            <nav className="categories" aria-label={t("sell.all")}>
                <button aria-pressed={!category} onClick={() => setCategory(undefined)}>
                    {t("sell.all")}
                </button>
                {catalogue.categories.map((name) => (
                    <button key={name} aria-pressed={category === name} onClick={() => setCategory(name)}>
                        {name}
                    </button>
                ))}
            </nav>
            <div className="tiles" data-testid="tiles">
                {hits.map((goods, index) => (
                    <Tile key={goods.sku} goods={goods} isMarked={!!text && index === marked} onTake={take} />
                ))}
                {(!text || hits.length > 0) && catalogue.size > 0 && (
                    <button className="tile open-tile" onClick={() => openDialog("open")}>
                        <Plus size={20} />
                        <span>{t("sell.open_item")}</span>
                    </button>
                )}
                {hits.length === 0 && <NoGoods query={text} isLoading={isSyncing && catalogue.size === 0} />}
            </div>
        </section>
    );
});

const Tile = memo(function Tile({ goods, isMarked, onTake }: { goods: Goods; isMarked: boolean; onTake: (goods: Goods) => void }) {
    const { t, money } = useWords();
    const ref = useRef<HTMLButtonElement>(null);
    useEffect(() => {
        if (isMarked) ref.current?.scrollIntoView({ block: "nearest" });
    }, [isMarked]);
    const price = goods.priceMinor === undefined ? t("sell.no_price") : money(goods.priceMinor, session().entity.currency);
    return (
        <button
            ref={ref}
            className={isMarked ? "tile marked" : "tile"}
            style={{ "--hue": hueOf(goods.category) } as React.CSSProperties}
            onClick={() => onTake(goods)}
            data-sku={goods.sku}
        >
            <span className="tile-name">{goods.name}</span>
            <span className="tile-foot">
                <strong>{price}</strong>
                {goods.measured && (
                    <small title={t("sell.weighed")}>
                        <Scale size={14} aria-label={t("sell.weighed")} />/{goods.unit}
                    </small>
                )}
            </span>
        </button>
    );
});

function NoGoods({ query, isLoading }: { query: string; isLoading: boolean }) {
    const { t } = useWords();
    if (isLoading) {
        return (
            <div className="empty" role="status">
                <div className="bar" />
                <p>{t("sell.loading_catalogue")}</p>
            </div>
        );
    }
    return (
        <div className="empty">
            <PackageOpen size={40} strokeWidth={1.25} />
            <h3>{query ? t("sell.no_hits", { query }) : t("sell.empty_catalogue")}</h3>
            <p>{query ? t("sell.no_hits_hint") : t("sell.empty_catalogue_hint")}</p>
            {query && (
                <button onClick={() => openDialog("open")}>
                    <Plus size={18} /> {t("sell.open_item")}
                </button>
            )}
        </div>
    );
}

/** The most that a multiplier sells at once. */
const TIMES_MAX = 999;

/** `3*tea`: three of it. */
export function multiplied(query: string): { times: number; text: string } {
    const found = /^\s*(\d{1,3})\s*[*×]\s*(.*)$/s.exec(query);
    const times = found ? Number(found[1]) : 1;
    return times >= 1 && times <= TIMES_MAX && found ? { times, text: found[2]!.trim() } : { times: 1, text: query.trim() };
}

/** A calm colour that stays with a category. */
function hueOf(category: string): number {
    let hash = 7;
    for (const character of category.split("/")[0] ?? "") hash = (hash * 31 + character.codePointAt(0)!) % 360;
    return hash;
}
