// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const fetched_ = (...args) => host("basket/balances", "fetched", args);
export { fetched_ as fetched };
