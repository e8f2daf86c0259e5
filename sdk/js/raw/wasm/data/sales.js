// Generated from the contract by `npm run types`. Do not edit.
export { get } from "bodega:data/sales@0.1.0";
