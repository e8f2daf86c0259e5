// Generated from the contract by `npm run types`. Do not edit.
export { current } from "bodega:actions/press@0.1.0";
