// Generated from the contract by `npm run types`. Do not edit.
export { adjust } from "bodega:data/stock-effects@0.1.0";
