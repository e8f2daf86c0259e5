//! Tax classes and their rates.

use crate::app::App;
use crate::check::{CODE_MAX, NAME_MAX, date, refused, text, within};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::core::PPM;
use bodega_store::catalog::{TaxClass, TaxRate};
use std::collections::BTreeSet;

/// The most rates sent with one class.
const RATES_MAX: i64 = 1_000;

/// Makes or changes a tax class and sets the rates given; rates that are not named stay.
pub async fn put_tax_class(app: &App, cx: &OpContext, class: TaxClass, rates: Vec<TaxRate>) -> AppResult<()> {
    text("/code", &class.code, CODE_MAX)?;
    text("/name", &class.name, NAME_MAX)?;
    within("/rates", rates.len() as i64, 0, RATES_MAX)?;
    let mut seen = BTreeSet::new();
    for (index, rate) in rates.iter().enumerate() {
        date(format!("/rates/{index}/valid_from"), &rate.valid_from)?;
        within(format!("/rates/{index}/ppm"), i64::from(rate.ppm), 0, PPM)?;
        if !seen.insert((rate.legal_entity, &rate.valid_from)) {
            let message = "legal entity and first day come twice";
            return Err(AppError::invalid("batch.duplicate", format!("/rates/{index}"), message));
        }
    }
    let done = async {
        app.store.upsert_tax_classes(cx.tenant, &[class]).await?;
        if rates.is_empty() { Ok(()) } else { app.store.upsert_tax_rates(cx.tenant, &rates).await }
    };
    let done = done.await;
    app.catalog_changed(cx.tenant);
    done.map_err(|error| refused("/rates", error))
}

/// The tax classes of the tenant.
pub async fn list_tax_classes(app: &App, cx: &OpContext) -> AppResult<Vec<TaxClass>> {
    Ok(app.store.list_tax_classes(cx.tenant).await?)
}

/// The tax rates of the tenant.
pub async fn list_tax_rates(app: &App, cx: &OpContext) -> AppResult<Vec<TaxRate>> {
    Ok(app.store.list_tax_rates(cx.tenant).await?)
}
