// Generated from the contract by `npm run types`. Do not edit.
export { emit } from "bodega:data/event-effects@0.1.0";
