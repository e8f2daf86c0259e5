// Generated from the contract by `npm run types`. Do not edit.
export { fetched } from "bodega:basket/documents@0.1.0";
