// Generated from the contract by `npm run types`. Do not edit.
export { sum } from "bodega:data/aggregates@0.1.0";
