// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const begin_ = (...args) => host("host/document-effects", "begin", args);
export { begin_ as begin };
const table_ = (...args) => host("host/document-effects", "table", args);
export { table_ as table };
const rows_ = (...args) => host("host/document-effects", "rows", args);
export { rows_ as rows };
