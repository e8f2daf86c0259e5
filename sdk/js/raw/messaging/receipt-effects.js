// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const report_ = (...args) => host("messaging/receipt-effects", "report", args);
export { report_ as report };
