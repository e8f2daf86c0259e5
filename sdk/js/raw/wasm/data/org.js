// Generated from the contract by `npm run types`. Do not edit.
export { get, scan } from "bodega:data/org@0.1.0";
