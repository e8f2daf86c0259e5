//! A return as rows and back. Structs are taken apart field by field: a field added to the domain does not compile
//! here until it has a column.

use crate::StoreError;
use crate::db::{narrow, to_json};
use crate::entities::{sale_return, sale_return_line, sale_return_tender};
use crate::sales::rows::{json_unless_empty, read_list, tender_of};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{LegalEntityId, OrgUnitId, ReturnId, SaleId, TenantId, TerminalId};
use bodega_domain::sale::Tender;
use bodega_domain::sale_return::{ReturnedLine, SaleReturn};

/// The rows of one return.
#[derive(Clone, Debug)]
pub(super) struct ReturnRows {
    pub head: sale_return::Model,
    pub lines: Vec<sale_return_line::Model>,
    pub tenders: Vec<sale_return_tender::Model>,
}

/// The digest of a return: of its JSON, whose fields have a fixed order.
pub(super) fn return_digest(sale_return: &SaleReturn) -> Digest {
    Digest::of(to_json(sale_return).as_bytes())
}

impl ReturnRows {
    pub fn of(tenant: TenantId, sale_return: &SaleReturn, request_digest: &str, digest: &Digest) -> Self {
        let SaleReturn {
            id,
            number,
            sale,
            store,
            terminal,
            legal_entity,
            occurred_at_ms,
            recorded_at_ms,
            business_date,
            currency,
            reason,
            lines,
            tax_minor,
            refund_minor,
            cash_rounding_minor,
            tenders,
        } = sale_return;
        ReturnRows {
            head: sale_return::Model {
                tenant_id: tenant.0,
                id: id.0,
                number: number.clone(),
                request_digest: request_digest.to_owned(),
                digest: digest.as_str().to_owned(),
                sale_id: sale.0,
                store_id: store.0,
                terminal_id: terminal.0,
                legal_entity_id: legal_entity.0,
                occurred_at_ms: *occurred_at_ms,
                recorded_at_ms: *recorded_at_ms,
                business_date: business_date.clone(),
                currency: currency.clone(),
                reason: reason.clone(),
                tax_minor: *tax_minor,
                refund_minor: *refund_minor,
                cash_rounding_minor: *cash_rounding_minor,
            },
            lines: (0i64..).zip(lines).map(|(ordinal, line)| line_row(tenant, *id, ordinal, line)).collect(),
            tenders: (0i64..)
                .zip(tenders)
                .map(|(ordinal, tender)| tender_row(tenant, *id, ordinal, tender))
                .collect(),
        }
    }

    pub fn read(self) -> Result<SaleReturn, StoreError> {
        let head = self.head;
        Ok(SaleReturn {
            id: ReturnId(head.id),
            number: head.number,
            sale: SaleId(head.sale_id),
            store: OrgUnitId(head.store_id),
            terminal: TerminalId(head.terminal_id),
            legal_entity: LegalEntityId(head.legal_entity_id),
            occurred_at_ms: head.occurred_at_ms,
            recorded_at_ms: head.recorded_at_ms,
            business_date: head.business_date,
            currency: head.currency,
            reason: head.reason,
            lines: self.lines.into_iter().map(read_line).collect::<Result<_, _>>()?,
            tax_minor: head.tax_minor,
            refund_minor: head.refund_minor,
            cash_rounding_minor: head.cash_rounding_minor,
            tenders: self
                .tenders
                .into_iter()
                .map(|row| {
                    let parts = read_list(row.parts_json.as_deref(), "tender parts")?;
                    let tender = tender_of(
                        row.id,
                        row.method,
                        row.amount_minor,
                        &row.state,
                        row.reference,
                        row.foreign_json,
                    )?;
                    Ok::<Tender, StoreError>(Tender { parts, ..tender })
                })
                .collect::<Result<_, _>>()?,
        })
    }
}

fn line_row(tenant: TenantId, id: ReturnId, ordinal: i64, line: &ReturnedLine) -> sale_return_line::Model {
    let ReturnedLine { line, sku, first, count, quantity, amount_minor, tax_minor } = line;
    sale_return_line::Model {
        tenant_id: tenant.0,
        return_id: id.0,
        ordinal,
        line: (*line).into(),
        sku: sku.clone(),
        first_unit: (*first).into(),
        units: (*count).into(),
        quantity_micros: *quantity,
        amount_minor: *amount_minor,
        tax_minor: *tax_minor,
    }
}

fn read_line(row: sale_return_line::Model) -> Result<ReturnedLine, StoreError> {
    Ok(ReturnedLine {
        line: narrow(row.line, "line")?,
        sku: row.sku,
        first: narrow(row.first_unit, "unit")?,
        count: narrow(row.units, "units")?,
        quantity: row.quantity_micros,
        amount_minor: row.amount_minor,
        tax_minor: row.tax_minor,
    })
}

fn tender_row(tenant: TenantId, owner: ReturnId, ordinal: i64, tender: &Tender) -> sale_return_tender::Model {
    let Tender { id, method, amount_minor, state, reference, foreign, parts } = tender;
    sale_return_tender::Model {
        tenant_id: tenant.0,
        return_id: owner.0,
        ordinal,
        id: id.0,
        method: method.clone(),
        amount_minor: *amount_minor,
        state: state.as_str().to_owned(),
        reference: reference.clone(),
        foreign_json: foreign.as_ref().map(to_json),
        parts_json: json_unless_empty(parts),
    }
}
