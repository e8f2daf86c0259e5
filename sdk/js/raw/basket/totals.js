// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const summary_ = (...args) => host("basket/totals", "summary", args);
export { summary_ as summary };
const tenders_ = (...args) => host("basket/totals", "tenders", args);
export { tenders_ as tenders };
