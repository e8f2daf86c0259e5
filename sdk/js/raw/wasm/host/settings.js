// Generated from the contract by `npm run types`. Do not edit.
export { get } from "bodega:host/settings@0.1.0";
