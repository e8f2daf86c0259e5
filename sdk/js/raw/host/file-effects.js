// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const begin_ = (...args) => host("host/file-effects", "begin", args);
export { begin_ as begin };
const append_ = (...args) => host("host/file-effects", "append", args);
export { append_ as append };
