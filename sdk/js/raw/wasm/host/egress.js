// Generated from the contract by `npm run types`. Do not edit.
export { send } from "bodega:host/egress@0.1.0";
