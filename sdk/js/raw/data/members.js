// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const tags_ = (...args) => host("data/members", "tags", args);
export { tags_ as tags };
