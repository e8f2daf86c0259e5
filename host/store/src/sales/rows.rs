//! A sale as rows and back. Structs are taken apart field by field: a field added to the domain does not compile here
//! until it has a column.

use super::CommitSale;
use crate::StoreError;
use crate::db::{self, from_json, narrow, to_json};
use crate::entities::{
    sale, sale_adjustment, sale_allocation, sale_line, sale_pricing, sale_tax, sale_tender,
};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{
    InstallationId, LegalEntityId, MemberId, OrgUnitId, SaleId, TenantId, TenderId, TerminalId, VariantId,
};
use bodega_domain::pricing::{Level, TaxTotal, UnitDiscount};
use bodega_domain::sale::{Sale, SaleAdjustment, SaleLine, SaleStatus, Tender, TenderState};
use serde::Serialize;
use uuid::Uuid;

/// The rows of one sale.
#[derive(Clone, Debug)]
pub(crate) struct SaleRows {
    pub sale: sale::Model,
    pub lines: Vec<sale_line::Model>,
    pub adjustments: Vec<sale_adjustment::Model>,
    pub allocations: Vec<sale_allocation::Model>,
    pub taxes: Vec<sale_tax::Model>,
    pub tenders: Vec<sale_tender::Model>,
}

/// Whose rows are made.
#[derive(Clone, Copy)]
struct Owner {
    tenant: Uuid,
    sale: Uuid,
}

/// The digest of a sale as it stands: of its JSON, whose fields have a fixed order.
pub(crate) fn sale_digest(sale: &Sale) -> Digest {
    Digest::of(to_json(sale).as_bytes())
}

impl SaleRows {
    /// All rows of a sale but its pricing.
    pub fn of(tenant: TenantId, sale: &Sale, request_digest: &str, digest: &Digest) -> Self {
        let owner = Owner { tenant: tenant.0, sale: sale.id.0 };
        SaleRows {
            sale: header_row(tenant, sale, request_digest, digest),
            lines: sale.lines.iter().map(|line| line_row(owner, line)).collect(),
            adjustments: sale
                .adjustments
                .iter()
                .map(|adjustment| adjustment_row(owner, adjustment))
                .collect(),
            allocations: sale
                .adjustments
                .iter()
                .flat_map(|adjustment| {
                    (0i64..).zip(&adjustment.allocations).map(move |(ordinal, run)| {
                        allocation_row(owner, adjustment.ordinal.into(), ordinal, run)
                    })
                })
                .collect(),
            taxes: (0i64..).zip(&sale.taxes).map(|(ordinal, tax)| tax_row(owner, ordinal, tax)).collect(),
            tenders: tender_rows(tenant, sale),
        }
    }
}

/// The row of what the price was made from.
pub(crate) fn pricing_row(
    tenant: TenantId,
    sale: SaleId,
    arithmetic: u32,
    commit: &CommitSale,
) -> sale_pricing::Model {
    sale_pricing::Model {
        tenant_id: tenant.0,
        sale_id: sale.0,
        arithmetic: arithmetic.into(),
        input_json: commit.input_json.clone(),
        consulted_json: commit.consulted_json.clone(),
        checks_json: commit.checks_json.clone(),
    }
}

/// The sale's own row.
pub(crate) fn header_row(
    tenant: TenantId,
    sale: &Sale,
    request_digest: &str,
    digest: &Digest,
) -> sale::Model {
    let Sale {
        id,
        number,
        status,
        store,
        terminal,
        legal_entity,
        member,
        channel,
        occurred_at_ms,
        recorded_at_ms,
        business_date,
        currency,
        lines: _,
        adjustments: _,
        taxes: _,
        tenders: _,
        subtotal_minor,
        discount_minor,
        tax_minor,
        total_minor,
        cash_rounding_minor,
        change_minor,
        skipped,
        expires_at_ms,
    } = sale;
    sale::Model {
        tenant_id: tenant.0,
        id: id.0,
        number: number.clone(),
        status: status.as_str().to_owned(),
        request_digest: request_digest.to_owned(),
        digest: digest.as_str().to_owned(),
        store_id: store.0,
        terminal_id: terminal.0,
        legal_entity_id: legal_entity.0,
        member_id: member.map(|member| member.0),
        channel: channel.clone(),
        occurred_at_ms: *occurred_at_ms,
        recorded_at_ms: *recorded_at_ms,
        business_date: business_date.clone(),
        currency: currency.clone(),
        subtotal_minor: *subtotal_minor,
        discount_minor: *discount_minor,
        tax_minor: *tax_minor,
        total_minor: *total_minor,
        cash_rounding_minor: *cash_rounding_minor,
        change_minor: *change_minor,
        skipped_json: json_unless_empty(skipped),
        expires_at_ms: *expires_at_ms,
    }
}

fn line_row(owner: Owner, line: &SaleLine) -> sale_line::Model {
    let SaleLine {
        line,
        variant,
        sku,
        name,
        quantity,
        unit_price_minor,
        stock_units,
        measured,
        tags,
        gift,
        original_minor,
        manual_discount_minor,
        discount_minor,
        amount_minor,
        tax_ppm,
        tax_minor,
        units,
    } = line;
    sale_line::Model {
        tenant_id: owner.tenant,
        sale_id: owner.sale,
        line: (*line).into(),
        variant_id: variant.map(|variant| variant.0),
        sku: sku.clone(),
        name: name.clone(),
        quantity_micros: *quantity,
        unit_price_minor: *unit_price_minor,
        stock_units: (*stock_units).into(),
        is_measured: *measured,
        tags_json: json_unless_empty(tags),
        gift_json: gift.as_ref().map(to_json),
        original_minor: *original_minor,
        manual_discount_minor: *manual_discount_minor,
        discount_minor: *discount_minor,
        amount_minor: *amount_minor,
        tax_ppm: (*tax_ppm).into(),
        tax_minor: *tax_minor,
        units_json: to_json(units),
    }
}

fn adjustment_row(owner: Owner, adjustment: &SaleAdjustment) -> sale_adjustment::Model {
    let SaleAdjustment {
        ordinal,
        installation,
        plugin,
        version,
        component,
        reference,
        labels,
        note,
        level,
        amount_minor,
        allocations: _,
    } = adjustment;
    sale_adjustment::Model {
        tenant_id: owner.tenant,
        sale_id: owner.sale,
        ordinal: (*ordinal).into(),
        installation_id: installation.0,
        plugin: plugin.clone(),
        version: version.clone(),
        component: component.as_str().to_owned(),
        reference: reference.clone(),
        labels_json: (!labels.is_empty()).then(|| to_json(labels)),
        note: note.clone(),
        level: match level {
            Level::Line => "line".to_owned(),
            Level::Order => "order".to_owned(),
        },
        amount_minor: *amount_minor,
    }
}

fn allocation_row(owner: Owner, adjustment: i64, ordinal: i64, run: &UnitDiscount) -> sale_allocation::Model {
    let UnitDiscount { line, first, count, amount } = run;
    sale_allocation::Model {
        tenant_id: owner.tenant,
        sale_id: owner.sale,
        adjustment,
        ordinal,
        line: (*line).into(),
        first_unit: (*first).into(),
        units: (*count).into(),
        amount_minor: *amount,
    }
}

fn tax_row(owner: Owner, ordinal: i64, tax: &TaxTotal) -> sale_tax::Model {
    let TaxTotal { rate_ppm, net_minor, tax_minor } = tax;
    sale_tax::Model {
        tenant_id: owner.tenant,
        sale_id: owner.sale,
        ordinal,
        rate_ppm: (*rate_ppm).into(),
        net_minor: *net_minor,
        tax_minor: *tax_minor,
    }
}

/// The rows of a sale's tenders.
pub(crate) fn tender_rows(tenant: TenantId, sale: &Sale) -> Vec<sale_tender::Model> {
    (0i64..)
        .zip(&sale.tenders)
        .map(|(ordinal, tender)| {
            let Tender { id, method, amount_minor, state, reference, foreign, parts } = tender;
            sale_tender::Model {
                tenant_id: tenant.0,
                sale_id: sale.id.0,
                ordinal,
                id: id.0,
                method: method.clone(),
                amount_minor: *amount_minor,
                state: state.as_str().to_owned(),
                reference: reference.clone(),
                foreign_json: foreign.as_ref().map(to_json),
                parts_json: json_unless_empty(parts),
            }
        })
        .collect()
}

/// Puts a sale together again; rows of each table in order.
pub(crate) fn read_sale(rows: SaleRows) -> Result<Sale, StoreError> {
    let head = rows.sale;
    let mut allocations = rows.allocations.into_iter().peekable();
    let mut adjustments = Vec::with_capacity(rows.adjustments.len());
    for row in rows.adjustments {
        let mut runs = Vec::new();
        while let Some(run) = allocations.next_if(|run| run.adjustment == row.ordinal) {
            runs.push(UnitDiscount {
                line: narrow(run.line, "line")?,
                first: narrow(run.first_unit, "unit")?,
                count: narrow(run.units, "units")?,
                amount: run.amount_minor,
            });
        }
        adjustments.push(read_adjustment(row, runs)?);
    }
    Ok(Sale {
        id: SaleId(head.id),
        number: head.number,
        status: read_status(&head.status)?,
        store: OrgUnitId(head.store_id),
        terminal: TerminalId(head.terminal_id),
        legal_entity: LegalEntityId(head.legal_entity_id),
        member: head.member_id.map(MemberId),
        channel: head.channel,
        occurred_at_ms: head.occurred_at_ms,
        recorded_at_ms: head.recorded_at_ms,
        business_date: head.business_date,
        currency: head.currency,
        lines: rows.lines.into_iter().map(read_line).collect::<Result<_, _>>()?,
        adjustments,
        taxes: rows
            .taxes
            .into_iter()
            .map(|row| {
                let rate_ppm = narrow(row.rate_ppm, "tax rate")?;
                Ok(TaxTotal { rate_ppm, net_minor: row.net_minor, tax_minor: row.tax_minor })
            })
            .collect::<Result<_, StoreError>>()?,
        tenders: rows.tenders.into_iter().map(read_tender).collect::<Result<_, _>>()?,
        subtotal_minor: head.subtotal_minor,
        discount_minor: head.discount_minor,
        tax_minor: head.tax_minor,
        total_minor: head.total_minor,
        cash_rounding_minor: head.cash_rounding_minor,
        change_minor: head.change_minor,
        skipped: read_list(head.skipped_json.as_deref(), "skipped installations")?,
        expires_at_ms: head.expires_at_ms,
    })
}

fn read_line(row: sale_line::Model) -> Result<SaleLine, StoreError> {
    Ok(SaleLine {
        line: narrow(row.line, "line")?,
        variant: row.variant_id.map(VariantId),
        sku: row.sku,
        name: row.name,
        quantity: row.quantity_micros,
        unit_price_minor: row.unit_price_minor,
        stock_units: narrow(row.stock_units, "stock units")?,
        measured: row.is_measured,
        tags: read_list(row.tags_json.as_deref(), "tags")?,
        gift: row.gift_json.map(|json| from_json(&json, "gift mark")).transpose()?,
        original_minor: row.original_minor,
        manual_discount_minor: row.manual_discount_minor,
        discount_minor: row.discount_minor,
        amount_minor: row.amount_minor,
        tax_ppm: narrow(row.tax_ppm, "tax rate")?,
        tax_minor: row.tax_minor,
        units: from_json(&row.units_json, "units")?,
    })
}

fn read_adjustment(
    row: sale_adjustment::Model,
    allocations: Vec<UnitDiscount>,
) -> Result<SaleAdjustment, StoreError> {
    Ok(SaleAdjustment {
        ordinal: narrow(row.ordinal, "ordinal")?,
        installation: InstallationId(row.installation_id),
        plugin: row.plugin,
        version: row.version,
        component: db::digest(row.component)?,
        reference: row.reference,
        labels: row.labels_json.map(|json| from_json(&json, "labels")).transpose()?.unwrap_or_default(),
        note: row.note,
        level: match row.level.as_str() {
            "line" => Level::Line,
            "order" => Level::Order,
            other => return Err(StoreError::damaged("level", other)),
        },
        amount_minor: row.amount_minor,
        allocations,
    })
}

fn read_tender(row: sale_tender::Model) -> Result<Tender, StoreError> {
    let parts = read_list(row.parts_json.as_deref(), "tender parts")?;
    let tender =
        tender_of(row.id, row.method, row.amount_minor, &row.state, row.reference, row.foreign_json)?;
    Ok(Tender { parts, ..tender })
}

/// A tender of a sale or return from its columns.
pub(crate) fn tender_of(
    id: Uuid,
    method: String,
    amount_minor: i64,
    state: &str,
    reference: Option<String>,
    foreign_json: Option<String>,
) -> Result<Tender, StoreError> {
    Ok(Tender {
        id: TenderId(id),
        method,
        amount_minor,
        state: TenderState::parse(state).ok_or_else(|| StoreError::damaged("tender state", state))?,
        reference,
        foreign: foreign_json.map(|json| from_json(&json, "foreign money")).transpose()?,
        parts: Vec::new(),
    })
}

/// Reads the status column.
pub(crate) fn read_status(text: &str) -> Result<SaleStatus, StoreError> {
    SaleStatus::parse(text).ok_or_else(|| StoreError::damaged("sale status", text))
}

pub(crate) fn json_unless_empty<T: Serialize>(list: &[T]) -> Option<String> {
    (!list.is_empty()).then(|| to_json(&list))
}

pub(crate) fn read_list<T: serde::de::DeserializeOwned>(
    json: Option<&str>,
    what: &str,
) -> Result<Vec<T>, StoreError> {
    json.map_or_else(|| Ok(Vec::new()), |json| from_json(json, what))
}
