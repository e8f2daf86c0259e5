// Generated from the contract by `npm run types`. Do not edit.
export { nowMs, local } from "bodega:host/clock@0.1.0";
