// Generated from the contract by `npm run types`. Do not edit.
export { write } from "bodega:host/log@0.1.0";
