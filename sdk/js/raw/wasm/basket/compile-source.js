// Generated from the contract by `npm run types`. Do not edit.
export { settings, documents } from "bodega:basket/compile-source@0.1.0";
