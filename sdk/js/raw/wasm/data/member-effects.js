// Generated from the contract by `npm run types`. Do not edit.
export { addTag, removeTag } from "bodega:data/member-effects@0.1.0";
