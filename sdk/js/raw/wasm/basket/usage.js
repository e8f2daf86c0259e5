// Generated from the contract by `npm run types`. Do not edit.
export { orderNumber } from "bodega:basket/usage@0.1.0";
