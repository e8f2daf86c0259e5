// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const write_ = (...args) => host("host/log", "write", args);
export { write_ as write };
