// Generated from the contract by `npm run types`. Do not edit.
export { bySku, byBarcode, scan } from "bodega:data/catalog@0.1.0";
