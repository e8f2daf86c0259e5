// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const current_ = (...args) => host("http/incoming", "current", args);
export { current_ as current };
const body_ = (...args) => host("http/incoming", "body", args);
export { body_ as body };
