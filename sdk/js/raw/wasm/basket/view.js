// Generated from the contract by `npm run types`. Do not edit.
export { context, lines, units, tagNames, tagRefs, giftLines, coupons, requests } from "bodega:basket/view@0.1.0";
