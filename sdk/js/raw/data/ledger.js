// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const available_ = (...args) => host("data/ledger", "available", args);
export { available_ as available };
const scan_ = (...args) => host("data/ledger", "scan", args);
export { scan_ as scan };
const sums_ = (...args) => host("data/ledger", "sums", args);
export { sums_ as sums };
