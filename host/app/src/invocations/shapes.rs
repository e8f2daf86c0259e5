//! Master data as JSON text for plugins, in the shapes of the API; a test there compares both.

use bodega_store::catalog::{Product, ProductStatus};
use bodega_store::org::{Operation, OrgUnit, OrgUnitKind};
use serde_json::json;

/// As in `GET /v1/products/{id}`.
pub fn product(product: &Product) -> String {
    let variants: Vec<_> = product
        .variants
        .iter()
        .map(|variant| {
            let barcodes: Vec<_> = variant
                .barcodes
                .iter()
                .map(|code| json!({ "code": code.code, "stock_units": code.stock_units }))
                .collect();
            json!({
                "id": variant.id.0, "sku": variant.sku, "name": variant.name, "stock_units": variant.stock_units,
                "hard_floor_minor": variant.hard_floor_minor, "barcodes": barcodes,
            })
        })
        .collect();
    json!({
        "id": product.id.0,
        "name": product.name,
        "tags": product.tags,
        "tax_class": product.tax_class,
        "unit_of_measure": product.unit_of_measure,
        "measured": product.measured,
        "category": product.category,
        "status": match product.status {
            ProductStatus::Active => "active",
            ProductStatus::Retired => "retired",
        },
        "variants": variants,
    })
    .to_string()
}

/// As in `GET /v1/org-units/{id}`.
pub fn org_unit(unit: &OrgUnit) -> String {
    let mut shape = json!({
        "id": unit.id.0,
        "kind": match unit.kind {
            OrgUnitKind::Hq => "hq",
            OrgUnitKind::Region => "region",
            OrgUnitKind::Store => "store",
            OrgUnitKind::Warehouse => "warehouse",
        },
        "operation": match unit.operation {
            Operation::Direct => "direct",
            Operation::Franchise => "franchise",
        },
        "code": unit.code,
        "name": unit.name,
        "legal_entity": unit.legal_entity.0,
        "time_zone": unit.time_zone,
        "cash_unit_minor": unit.cash_unit_minor,
        "cutoff_hour": unit.cutoff_hour,
    });
    if let Some(parent) = unit.parent {
        shape["parent"] = json!(parent.0);
    }
    shape.to_string()
}
