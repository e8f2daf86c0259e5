// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const at_ = (...args) => host("data/prices", "at", args);
export { at_ as at };
