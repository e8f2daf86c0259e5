// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const put_ = (...args) => host("host/collection-effects", "put", args);
export { put_ as put };
const delete_ = (...args) => host("host/collection-effects", "delete", args);
export { delete_ as delete };
