// Generated from the contract by `npm run types`. Do not edit.
export { current } from "bodega:jobs/run-info@0.1.0";
