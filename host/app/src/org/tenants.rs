//! Tenants. There is no caller yet when one is made, so these take no context: only the command line calls them.

use super::tokens::{Issued, issue_token};
use crate::app::App;
use crate::check::{CODE_MAX, NAME_MAX, page as page_error, refused, text};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::TenantId;
use bodega_store::access::HeldRole;
use bodega_store::tenants::{PutTenantError, Tenant};
use bodega_store::{Page, PageRequest};

/// A merchant to make.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Its id.
    pub id: TenantId,
    /// Short name, unique in the installation.
    pub code: String,
    /// Name for people.
    pub name: String,
}

/// Makes a tenant and the admin token to begin with.
pub async fn create_tenant(app: &App, new: NewTenant) -> AppResult<(Tenant, Issued)> {
    text("/code", &new.code, CODE_MAX)?;
    text("/name", &new.name, NAME_MAX)?;
    let tenant = Tenant { id: new.id, code: new.code, name: new.name, created_at_ms: app.now_ms() };
    app.store.put_tenant(&tenant).await.map_err(|error| match error {
        PutTenantError::Store(error) => refused("", error),
        PutTenantError::CodeTaken { .. } => AppError::conflict("tenant.code_taken", error.to_string()),
    })?;
    let owner = HeldRole { role: "owner".to_owned(), at: None, until_ms: None };
    let issued = issue_token(app, &OpContext::system(tenant.id), "first admin token", &[owner], None).await?;
    Ok((tenant, issued))
}

/// The tenant of this code.
pub async fn find_tenant(app: &App, code: &str) -> AppResult<Tenant> {
    let found = app.store.find_tenant(code).await?;
    found.ok_or_else(|| AppError::not_found("tenant.unknown", format!("tenant {code:?}")))
}

/// All tenants, by code.
pub async fn list_tenants(app: &App, page: &PageRequest) -> AppResult<Page<Tenant>> {
    app.store.list_tenants(page).await.map_err(page_error)
}
