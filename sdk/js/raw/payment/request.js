// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const charge_ = (...args) => host("payment/request", "charge", args);
export { charge_ as charge };
const refund_ = (...args) => host("payment/request", "refund", args);
export { refund_ as refund };
