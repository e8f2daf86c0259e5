//! `bodega user create` and `password`: how the first person gets in, and how one gets in again.

use super::{account, audited};
use anyhow::Context;
use bodega_app::OpContext;
use bodega_app::access::roles::HeldRole;
use bodega_app::access::users::{self, PutUser};
use bodega_app::audit::Act;
use bodega_domain::ids::UserId;
use bodega_server::config::Config;
use bodega_server::{Opened, open};
use clap::Subcommand;
use std::process::ExitCode;
use uuid::Uuid;

/// Users.
#[derive(Subcommand)]
pub enum User {
    /// Makes a user of a merchant and prints a password, once.
    Create {
        /// The merchant's short name.
        company: String,
        /// What they sign in with.
        login: String,
        /// What others call them; the login where not given.
        #[arg(long)]
        name: Option<String>,
        /// The role that they hold for the whole company.
        #[arg(long, default_value = "owner")]
        role: String,
    },
    /// Gives a user a new password, prints it once, and signs them out everywhere.
    Password {
        /// The merchant's short name.
        company: String,
        /// What they sign in with.
        login: String,
    },
}

/// Runs it.
pub async fn run(config: &Config, command: User) -> anyhow::Result<ExitCode> {
    let Opened { app, store, .. } = open(config).await?;
    let company = match &command {
        User::Create { company, .. } | User::Password { company, .. } => company.clone(),
    };
    let tenant = store.find_tenant(&company).await?;
    let tenant =
        tenant.with_context(|| format!("there is no merchant {company:?}; see `bodega tenant list`"))?;
    let cx = OpContext::system(tenant.id);
    let id = match command {
        User::Create { login, name, role, .. } => {
            anyhow::ensure!(
                store.find_user(tenant.id, &login.to_lowercase()).await?.is_none(),
                "there is a user {login:?} already; `bodega user password` lets them in again"
            );
            let id = UserId(Uuid::now_v7());
            let grants = vec![HeldRole { role, at: None, until_ms: None }];
            let name = name.unwrap_or_else(|| login.clone());
            let act = Act::change(tenant.id, account(), "put_user", ("user", id.to_string()));
            let putting = users::put_user(&app, &cx, PutUser { id, login, name, is_active: true, grants });
            audited(&store, act, putting).await?;
            id
        }
        User::Password { login, .. } => {
            let found = store.find_user(tenant.id, &login.to_lowercase()).await?;
            found.with_context(|| format!("{company} has no user {login:?}"))?.id
        }
    };
    let password = users::make_password();
    let act = Act::change(tenant.id, account(), "put_password", ("user", id.to_string()));
    audited(&store, act, users::set_password(&app, &cx, id, &password)).await?;
    println!("user {id}\npassword {password}");
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
