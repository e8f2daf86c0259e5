// Generated from the contract by `npm run types`. Do not edit.
export { tags } from "bodega:basket/member-tags@0.1.0";
