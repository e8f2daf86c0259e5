// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const settings_ = (...args) => host("basket/compile-source", "settings", args);
export { settings_ as settings };
const documents_ = (...args) => host("basket/compile-source", "documents", args);
export { documents_ as documents };
