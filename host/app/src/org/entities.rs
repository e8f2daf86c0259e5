//! Legal entities.

use crate::app::App;
use crate::check::{CODE_MAX, NAME_MAX, currency, refused, text};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::LegalEntityId;
use bodega_store::org::LegalEntity;

/// Makes or changes a legal entity.
pub async fn put_legal_entity(app: &App, cx: &OpContext, entity: LegalEntity) -> AppResult<LegalEntity> {
    text("/name", &entity.name, NAME_MAX)?;
    if let Some(tax_id) = &entity.tax_id {
        text("/tax_id", tax_id, CODE_MAX)?;
    }
    currency("/currency", &entity.currency)?;
    let done = app.store.put_legal_entity(cx.tenant, &entity).await;
    app.catalog_changed(cx.tenant);
    done.map_err(|error| refused("", error))?;
    Ok(entity)
}

/// One legal entity.
pub async fn get_legal_entity(app: &App, cx: &OpContext, id: LegalEntityId) -> AppResult<LegalEntity> {
    let found = app.store.get_legal_entity(cx.tenant, id).await?;
    found.ok_or_else(|| AppError::not_found("legal_entity.unknown", format!("legal entity {id}")))
}

/// All legal entities, by name.
pub async fn list_legal_entities(app: &App, cx: &OpContext) -> AppResult<Vec<LegalEntity>> {
    Ok(app.store.list_legal_entities(cx.tenant).await?)
}
