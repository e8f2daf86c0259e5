// Generated from the contract by `npm run types`. Do not edit.
export { onHand, scan } from "bodega:data/stock@0.1.0";
