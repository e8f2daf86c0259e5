// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const place_ = (...args) => host("data/order-effects", "place", args);
export { place_ as place };
const accept_ = (...args) => host("data/order-effects", "accept", args);
export { accept_ as accept };
const reject_ = (...args) => host("data/order-effects", "reject", args);
export { reject_ as reject };
const update_ = (...args) => host("data/order-effects", "update", args);
export { update_ as update };
const cancel_ = (...args) => host("data/order-effects", "cancel", args);
export { cancel_ as cancel };
const refund_ = (...args) => host("data/order-effects", "refund", args);
export { refund_ as refund };
