// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const sum_ = (...args) => host("data/aggregates", "sum", args);
export { sum_ as sum };
