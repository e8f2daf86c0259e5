// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const bytes_ = (...args) => host("host/random", "bytes", args);
export { bytes_ as bytes };
