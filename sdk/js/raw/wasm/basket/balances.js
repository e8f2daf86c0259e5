// Generated from the contract by `npm run types`. Do not edit.
export { fetched } from "bodega:basket/balances@0.1.0";
