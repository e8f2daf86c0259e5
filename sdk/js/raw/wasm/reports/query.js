// Generated from the contract by `npm run types`. Do not edit.
export { current } from "bodega:reports/query@0.1.0";
