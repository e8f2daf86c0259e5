// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const onHand_ = (...args) => host("data/stock", "onHand", args);
export { onHand_ as onHand };
const scan_ = (...args) => host("data/stock", "scan", args);
export { scan_ as scan };
