// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const context_ = (...args) => host("basket/view", "context", args);
export { context_ as context };
const lines_ = (...args) => host("basket/view", "lines", args);
export { lines_ as lines };
const units_ = (...args) => host("basket/view", "units", args);
export { units_ as units };
const tagNames_ = (...args) => host("basket/view", "tagNames", args);
export { tagNames_ as tagNames };
const tagRefs_ = (...args) => host("basket/view", "tagRefs", args);
export { tagRefs_ as tagRefs };
const giftLines_ = (...args) => host("basket/view", "giftLines", args);
export { giftLines_ as giftLines };
const coupons_ = (...args) => host("basket/view", "coupons", args);
export { coupons_ as coupons };
const requests_ = (...args) => host("basket/view", "requests", args);
export { requests_ as requests };
