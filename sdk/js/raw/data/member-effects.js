// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const addTag_ = (...args) => host("data/member-effects", "addTag", args);
export { addTag_ as addTag };
const removeTag_ = (...args) => host("data/member-effects", "removeTag", args);
export { removeTag_ as removeTag };
