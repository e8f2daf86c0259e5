import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { VitePWA } from "vite-plugin-pwa";

// The host's API as the page sees it: same origin in production, passed on while developing and testing.
const server = process.env.BODEGA_SERVER ?? "http://127.0.0.1:8080";
const proxy = Object.fromEntries(["/v1", "/readyz"].map((path) => [path, { target: server, changeOrigin: false }]));

// What the host sends with the page: its own scripts only, no inline code, nothing from elsewhere.
const headers = {
    "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
};

/** Where the host serves the till. */
const BASE = "/pos/";

export default defineConfig({
    base: BASE,
    server: { proxy },
    preview: { proxy, headers },
    // Beside those of other screens: `BODEGA_CONSOLE=host/console/dist` serves them all.
    build: { outDir: "../dist/pos", emptyOutDir: true, target: "es2022", sourcemap: false, chunkSizeWarningLimit: 600 },
    plugins: [
        react(),
        VitePWA({
            registerType: "prompt",
            injectRegister: false,
            workbox: {
                globPatterns: ["**/*.{js,css,html,svg,png,woff2}"],
                navigateFallback: `${BASE}index.html`,
                // The API is never answered from a cache: what the till knows offline is in its database.
                navigateFallbackDenylist: [/^\/v1/],
                cleanupOutdatedCaches: true,
            },
            manifest: {
                name: "Bodega POS",
                short_name: "Bodega",
                lang: "zh-CN",
                display: "standalone",
                orientation: "any",
                background_color: "#f4f5f3",
                theme_color: "#12312a",
                icons: [
                    { src: "icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
                    { src: "icon-maskable.svg", sizes: "any", type: "image/svg+xml", purpose: "maskable" },
                ],
            },
        }),
    ],
    test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"] },
});
