// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const nowMs_ = (...args) => host("host/clock", "nowMs", args);
export { nowMs_ as nowMs };
const local_ = (...args) => host("host/clock", "local", args);
export { local_ as local };
