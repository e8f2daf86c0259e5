// Generated from the contract by `npm run types`. Do not edit.
export { bytes } from "bodega:host/random@0.1.0";
