// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const emit_ = (...args) => host("data/event-effects", "emit", args);
export { emit_ as emit };
