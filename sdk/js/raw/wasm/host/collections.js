// Generated from the contract by `npm run types`. Do not edit.
export { get, scan, find } from "bodega:host/collections@0.1.0";
