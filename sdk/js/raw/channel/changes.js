// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const current_ = (...args) => host("channel/changes", "current", args);
export { current_ as current };
const items_ = (...args) => host("channel/changes", "items", args);
export { items_ as items };
const orders_ = (...args) => host("channel/changes", "orders", args);
export { orders_ as orders };
