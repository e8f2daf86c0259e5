// Short names for the wire types the till works with.

import type { components } from "./schema";

type Schemas = components["schemas"];
export type Basket = Schemas["Basket"];
export type BasketLine = Schemas["BasketLine"];
export type Quote = Schemas["Quote"];
export type Sale = Schemas["Sale"];
export type SaleLine = Schemas["SaleLine"];
export type SaleSummary = Schemas["SaleSummary"];
export type SaleReturn = Schemas["SaleReturn"];
export type SaleAdjustment = Schemas["SaleAdjustment"];
export type Gift = Schemas["Gift"];
export type GiftMark = Schemas["GiftMark"];
export type Objection = Schemas["Objection"];
export type Override = Schemas["Override"];
export type PutSale = Schemas["PutSale"];
export type PutReturn = Schemas["PutReturn"];
export type ReturnPreview = Schemas["ReturnPreview"];
export type NewTender = Schemas["NewTender"];
export type Tender = Schemas["Tender"];
export type Payment = Schemas["Payment"];
export type PaymentMethod = Schemas["PaymentMethod"];
export type Product = Schemas["Product"];
export type Variant = Schemas["Variant"];
export type MemberDetail = Schemas["MemberDetail"];
export type OrgUnit = Schemas["OrgUnit"];
export type Terminal = Schemas["Terminal"];
export type LegalEntity = Schemas["LegalEntity"];
export type TaxClass = Schemas["TaxClass"];
export type PluginRequest = Schemas["PluginRequest"];

/** Texts by language, as plugins give them. */
export type Labels = Record<string, string>;
