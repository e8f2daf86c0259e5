// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const post_ = (...args) => host("data/ledger-effects", "post", args);
export { post_ as post };
