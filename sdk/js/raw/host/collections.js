// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const get_ = (...args) => host("host/collections", "get", args);
export { get_ as get };
const scan_ = (...args) => host("host/collections", "scan", args);
export { scan_ as scan };
const find_ = (...args) => host("host/collections", "find", args);
export { find_ as find };
