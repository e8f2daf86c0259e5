// The languages of the till. Chinese where the browser says so, English elsewhere; a choice is kept.

import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Labels } from "../api/types";
import { money } from "../lib/money";
import en from "./en.json";
import zh from "./zh-CN.json";

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = "bodega.language";

function first(): Language {
    const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem(KEPT) ?? navigator.language;
    return asked.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function startI18n(): void {
    const language = first();
    void i18next.use(initReactI18next).init({
        lng: language,
        fallbackLng: "en",
        resources: { en: { translation: en }, "zh-CN": { translation: zh } },
        interpolation: { escapeValue: false },
        // Everything is in the bundle, so there is nothing to wait for.
        initAsync: false,
    });
    document.documentElement.lang = language;
}

export function setLanguage(language: Language): void {
    localStorage.setItem(KEPT, language);
    document.documentElement.lang = language;
    void i18next.changeLanguage(language);
}

/** Texts, amounts and labels in the reader's language. */
export function useWords() {
    const { t, i18n } = useTranslation();
    const language = i18n.language as Language;
    return {
        t,
        language,
        money: (minor: number, currency: string) => money(minor, currency, language),
        label: (labels: Labels | undefined, otherwise = "") => labelIn(labels, language) ?? otherwise,
        /** The time of day where it was today, else the date as well. */
        when: (ms: number) => {
            const isToday = new Date(ms).toDateString() === new Date().toDateString();
            const format: Intl.DateTimeFormatOptions = isToday ? { timeStyle: "short" } : { dateStyle: "short", timeStyle: "short" };
            return new Intl.DateTimeFormat(language, { ...format, hourCycle: "h23" }).format(ms);
        },
        date: (ms: number) =>
            new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(ms),
    };
}

/** The text in a language, or in the nearest one that is there. */
export function labelIn(labels: Labels | undefined, language: string): string | undefined {
    if (!labels) return undefined;
    const base = language.split("-")[0]!;
    const near = Object.keys(labels).find((key) => key.split("-")[0] === base);
    return labels[language] ?? (near && labels[near]) ?? labels.en ?? Object.values(labels)[0];
}
