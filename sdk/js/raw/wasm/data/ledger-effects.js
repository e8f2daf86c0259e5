// Generated from the contract by `npm run types`. Do not edit.
export { post } from "bodega:data/ledger-effects@0.1.0";
