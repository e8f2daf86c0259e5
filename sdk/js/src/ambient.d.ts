/** The host: imports of the component, or in native tests the test's own host. See `raw/`, and `build/bundle.mjs` for components. */
declare module "#raw/*";

/** Node.js has it, where native tests run. */
declare function structuredClone<T>(value: T): T;
declare function atob(base64: string): string;

declare module "node:crypto" {
    const crypto: any;
    export default crypto;
}
