// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const get_ = (...args) => host("data/order-recipients", "get", args);
export { get_ as get };
