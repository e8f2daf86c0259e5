// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const get_ = (...args) => host("data/org", "get", args);
export { get_ as get };
const scan_ = (...args) => host("data/org", "scan", args);
export { scan_ as scan };
