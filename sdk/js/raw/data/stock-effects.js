// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const adjust_ = (...args) => host("data/stock-effects", "adjust", args);
export { adjust_ as adjust };
