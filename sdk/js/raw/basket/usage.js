// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const orderNumber_ = (...args) => host("basket/usage", "orderNumber", args);
export { orderNumber_ as orderNumber };
