// Generated from the contract by `npm run types`. Do not edit.
export { current, body } from "bodega:http/incoming@0.1.0";
