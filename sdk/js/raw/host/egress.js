// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const send_ = (...args) => host("host/egress", "send", args);
export { send_ as send };
