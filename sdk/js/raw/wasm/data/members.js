// Generated from the contract by `npm run types`. Do not edit.
export { tags } from "bodega:data/members@0.1.0";
