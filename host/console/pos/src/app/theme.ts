// Light or dark: as the system says, until somebody chooses.

const KEPT = "bodega.theme";

export function startTheme(): void {
    apply(localStorage.getItem(KEPT) ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
}

export function toggleTheme(): void {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem(KEPT, theme);
    apply(theme);
}

function apply(theme: string): void {
    document.documentElement.dataset.theme = theme;
}
