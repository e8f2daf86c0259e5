// Generated from the contract by `npm run types`. Do not edit.
export { at } from "bodega:data/prices@0.1.0";
