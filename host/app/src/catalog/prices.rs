//! Price lists and prices.

use crate::app::App;
use crate::check::{AMOUNT_MAX, CODE_MAX, NAME_MAX, batch, currency, refused, text, within};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::VariantId;
use bodega_store::catalog::{Price, PriceList};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The most prices of one batch.
pub const PRICES_MAX: usize = 5_000;

/// Makes or changes a price list.
pub async fn put_price_list(app: &App, cx: &OpContext, list: PriceList) -> AppResult<PriceList> {
    text("/name", &list.name, NAME_MAX)?;
    currency("/currency", &list.currency)?;
    text("/kind", &list.kind, CODE_MAX)?;
    let done = app.store.upsert_price_lists(cx.tenant, std::slice::from_ref(&list)).await;
    app.catalog_changed(cx.tenant);
    done.map_err(|error| refused("", error))?;
    Ok(list)
}

/// The price lists of the tenant, by name.
pub async fn list_price_lists(app: &App, cx: &OpContext) -> AppResult<Vec<PriceList>> {
    Ok(app.store.list_price_lists(cx.tenant).await?)
}

/// Makes or changes prices; a price is the same one when list, variant, org unit and start are.
pub async fn upsert_prices(app: &App, cx: &OpContext, prices: &[Price]) -> AppResult<()> {
    batch("/prices", prices.len(), PRICES_MAX)?;
    let lists = app.store.list_price_lists(cx.tenant).await?;
    let mut seen = BTreeMap::new();
    for (index, price) in prices.iter().enumerate() {
        let at = format!("/prices/{index}");
        within(format!("{at}/unit_price_minor"), price.unit_price_minor, 0, AMOUNT_MAX)?;
        within(format!("{at}/floor_minor"), price.floor_minor, 0, AMOUNT_MAX)?;
        if price.valid_to_ms.is_some_and(|end| end <= price.valid_from_ms) {
            let message = "must be later than valid_from_ms";
            return Err(AppError::invalid("price.period", format!("{at}/valid_to_ms"), message));
        }
        if !lists.iter().any(|list| list.id == price.list) {
            let message = "no such price list";
            return Err(AppError::invalid("price_list.unknown", format!("{at}/list"), message));
        }
        match seen.entry((price.list, price.variant, price.org_unit, price.valid_from_ms)) {
            Entry::Vacant(entry) => drop(entry.insert(())),
            Entry::Occupied(_) => {
                let message = "list, variant, org unit and start come twice in the batch";
                return Err(AppError::invalid("batch.duplicate", at, message));
            }
        }
    }
    let done = app.store.upsert_prices(cx.tenant, prices).await;
    app.catalog_changed(cx.tenant);
    done.map_err(|error| refused("/prices", error))
}

/// All prices of a variant.
pub async fn list_prices(app: &App, cx: &OpContext, variant: VariantId) -> AppResult<Vec<Price>> {
    Ok(app.store.list_prices(cx.tenant, variant).await?)
}
