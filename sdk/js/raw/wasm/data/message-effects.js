// Generated from the contract by `npm run types`. Do not edit.
export { send } from "bodega:data/message-effects@0.1.0";
