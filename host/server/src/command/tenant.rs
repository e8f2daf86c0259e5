//! `bodega tenant create` and `list`.

use super::{account, audited};
use bodega_app::audit::Act;
use bodega_app::org::{NewTenant, create_tenant};
use bodega_domain::ids::TenantId;
use bodega_server::config::Config;
use bodega_server::{Opened, open};
use bodega_store::PageRequest;
use clap::Subcommand;
use std::process::ExitCode;
use uuid::Uuid;

/// Merchants.
#[derive(Subcommand)]
pub enum Tenant {
    /// Makes a merchant and prints a token for its administrator, once.
    Create {
        /// Short name in commands, unique.
        code: String,
        /// Name for people.
        name: String,
    },
    /// Lists merchants.
    List,
}

/// Runs it.
pub async fn run(config: &Config, command: Tenant) -> anyhow::Result<ExitCode> {
    let Opened { app, store, .. } = open(config).await?;
    match command {
        Tenant::Create { code, name } => {
            let id = TenantId(Uuid::now_v7());
            let act = Act::change(id, account(), "create_tenant", ("tenant", id.to_string()));
            let creating = create_tenant(&app, NewTenant { id, code, name });
            let (tenant, issued) = audited(&store, act, creating).await?;
            println!("tenant {}\ntoken {}", tenant.id, issued.text);
        }
        Tenant::List => {
            let mut page = PageRequest::default();
            loop {
                let tenants = store.list_tenants(&page).await?;
                tenants
                    .items
                    .iter()
                    .for_each(|tenant| println!("{}  {}  {}", tenant.code, tenant.id, tenant.name));
                match tenants.next {
                    Some(next) => page.after = Some(next),
                    None => break,
                }
            }
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
