//! One entity a table (but for small ones that only raw statements touch), grouped as the migrations are. A model's fields are the table's columns, in order; hot paths
//! insert models many at a time with [`crate::db::insert`], everything else uses SeaORM's own queries.

mod audit;
mod catalog;
mod events;
mod ledger;
mod members;
mod organisation;
mod payments;
mod plugins;
mod sales;
mod stock;

pub(crate) use audit::{audit_checkpoint, audit_entry};
pub(crate) use catalog::{barcode, price, price_list, product, tax_class, tax_rate, variant};
pub(crate) use events::{delivery, event, exception, invocation};
pub(crate) use ledger::{ledger_account, ledger_balance, ledger_transfer};
pub(crate) use members::{member, member_person, member_stat, member_tag};
pub(crate) use organisation::{api_token, legal_entity, org_unit, tenant, terminal};
pub(crate) use payments::{payment, payment_attempt};
pub(crate) use plugins::{collection, component, document, document_field, installation, package, snapshot};
pub(crate) use sales::{
    sale, sale_adjustment, sale_allocation, sale_line, sale_pricing, sale_return, sale_return_line,
    sale_return_tender, sale_tax, sale_tender,
};
pub(crate) use stock::{stock_balance, stock_move, stock_reservation};
