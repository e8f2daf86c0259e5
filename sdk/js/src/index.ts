/** The TypeScript SDK for Bodega plugins. */
export * from "./errors.js";
export * from "./money.js";
export * from "./plugin.js";
export * from "./response.js";
export { decodeSnapshot, encodeSnapshot, utf8 } from "./snapshot.js";
