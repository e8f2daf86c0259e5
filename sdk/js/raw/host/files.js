// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const get_ = (...args) => host("host/files", "get", args);
export { get_ as get };
const read_ = (...args) => host("host/files", "read", args);
export { read_ as read };
const scan_ = (...args) => host("host/files", "scan", args);
export { scan_ as scan };
