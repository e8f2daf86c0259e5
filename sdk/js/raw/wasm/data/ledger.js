// Generated from the contract by `npm run types`. Do not edit.
export { available, scan } from "bodega:data/ledger@0.1.0";
