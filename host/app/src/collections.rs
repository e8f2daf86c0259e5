//! A plugin's documents as people and integrators edit them. Rule documents are compiled before they are stored,
//! so a document that the plugin cannot use is refused with the plugin's own words.

use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::plugins::{recompile, trial_compile};
use bodega_domain::ids::TenantId;
use bodega_store::collections::{Collection, Document, DocumentError, DocumentWrite};
use bodega_store::installations::Installation;
use bodega_store::{Page, PageRequest};

/// The most documents of one batch.
pub const BATCH_MAX: usize = 500;

/// One document.
pub async fn get_document(
    app: &App,
    cx: &OpContext,
    plugin: &str,
    collection: &str,
    key: &str,
) -> AppResult<Document> {
    declared(app, cx.tenant, plugin, collection).await?;
    let document = app.store.get_document(cx.tenant, plugin, collection, key).await?;
    document.ok_or_else(|| AppError::not_found("document.unknown", format!("document {collection}/{key}")))
}

/// Documents by key prefix, page by page.
pub async fn list_documents(
    app: &App,
    cx: &OpContext,
    plugin: &str,
    collection: &str,
    prefix: &str,
    page: &PageRequest,
) -> AppResult<Page<Document>> {
    declared(app, cx.tenant, plugin, collection).await?;
    Ok(app.store.list_documents(cx.tenant, plugin, collection, prefix, page).await?)
}

/// Writes and deletes documents of one collection, all or none; gives their new versions (0 = deleted).
pub async fn put_documents(
    app: &App,
    cx: &OpContext,
    plugin: &str,
    collection: &str,
    writes: Vec<DocumentWrite>,
) -> AppResult<Vec<u64>> {
    if writes.len() > BATCH_MAX {
        let message = format!("at most {BATCH_MAX} documents at once");
        return Err(AppError::invalid("document.batch_too_large", "/documents", message));
    }
    let compiled = declared(app, cx.tenant, plugin, collection).await?.is_compiled;
    let installation = if compiled { installation_of(app, cx.tenant, plugin).await? } else { None };
    if let Some(installation) = &installation {
        trial_compile(app, cx.tenant, installation, &writes).await?;
    }
    let versions =
        app.store.put_documents(cx.tenant, plugin, &writes, app.now_ms()).await.map_err(document_error)?;
    if let Some(installation) = installation {
        recompile(app, cx.tenant, installation.id).await?;
    }
    Ok(versions)
}

async fn declared(app: &App, tenant: TenantId, plugin: &str, collection: &str) -> AppResult<Collection> {
    let found = app.store.list_collections(tenant, plugin).await?.into_iter().find(|c| c.name == collection);
    found.ok_or_else(|| {
        AppError::not_found("collection.unknown", format!("collection {collection:?} of plugin {plugin:?}"))
    })
}

async fn installation_of(app: &App, tenant: TenantId, plugin: &str) -> AppResult<Option<Installation>> {
    Ok(app.store.list_installations(tenant).await?.into_iter().find(|row| row.plugin == plugin))
}

fn document_error(error: DocumentError) -> AppError {
    match error {
        DocumentError::Store(error) => error.into(),
        DocumentError::UnknownCollection { .. } => AppError::not_found("collection.unknown", error),
        DocumentError::Invalid { collection, key, message } => {
            let text = format!("document {collection}/{key}: {message}");
            AppError::invalid("document.invalid", "/body", text)
        }
        DocumentError::CollectionChanged { .. } => {
            AppError::conflict("collection.changed", error.to_string())
        }
        DocumentError::VersionConflict { current, .. } => {
            AppError::conflict("document.version_conflict", error.to_string())
                .with_details(serde_json::json!({ "current_version": current }))
        }
    }
}
