// Generated from the contract by `npm run types`. Do not edit.
export { put, delete } from "bodega:host/collection-effects@0.1.0";
