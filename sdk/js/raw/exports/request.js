// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const current_ = (...args) => host("exports/request", "current", args);
export { current_ as current };
