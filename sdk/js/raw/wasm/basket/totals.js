// Generated from the contract by `npm run types`. Do not edit.
export { summary, tenders } from "bodega:basket/totals@0.1.0";
