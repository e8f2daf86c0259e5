// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const bySku_ = (...args) => host("data/catalog", "bySku", args);
export { bySku_ as bySku };
const byBarcode_ = (...args) => host("data/catalog", "byBarcode", args);
export { byBarcode_ as byBarcode };
const scan_ = (...args) => host("data/catalog", "scan", args);
export { scan_ as scan };
