// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const get_ = (...args) => host("data/orders", "get", args);
export { get_ as get };
const find_ = (...args) => host("data/orders", "find", args);
export { find_ as find };
const scan_ = (...args) => host("data/orders", "scan", args);
export { scan_ as scan };
