//! Users: people who work for the merchant.

use super::roles::check_grants;
use crate::app::App;
use crate::check::{CODE_MAX, NAME_MAX, page as page_error, text};
use crate::context::{Actor, OpContext};
use crate::error::{AppError, AppResult};
use bodega_auth::{password, pin, recovery};
use bodega_domain::ids::UserId;
use bodega_domain::org::Reach;
use bodega_store::access::{HeldRole, PutUserError, User};
use bodega_store::{Page, PageRequest};
use uuid::Uuid;

/// The role of those who may do everything; a tenant never loses the last of them.
const OWNER: &str = "owner";

/// A user as asked for.
#[derive(Clone, Debug)]
pub struct PutUser {
    /// Made by the client.
    pub id: UserId,
    /// What they sign in with.
    pub login: String,
    /// What others call them.
    pub name: String,
    /// Whether they may sign in.
    pub is_active: bool,
    /// The roles that they hold from now on.
    pub grants: Vec<HeldRole>,
}

/// A user with the roles that they hold.
#[derive(Clone, Debug)]
pub struct UserWithRoles {
    /// Who.
    pub user: User,
    /// What they hold.
    pub grants: Vec<HeldRole>,
}

/// Makes or changes a user.
///
/// # Errors
/// `user.login_taken`; `role.*`; `user.last_owner` where nobody would be left who may do everything.
pub async fn put_user(app: &App, cx: &OpContext, put: PutUser) -> AppResult<UserWithRoles> {
    let login = put.login.to_lowercase();
    text("/login", &login, CODE_MAX)?;
    text("/name", &put.name, NAME_MAX)?;
    if login.chars().any(char::is_whitespace) {
        return Err(AppError::invalid("user.login", "/login", "must hold no spaces"));
    }
    let before = app.store.get_user(cx.tenant, put.id).await?;
    let held = app.store.list_grants(cx.tenant, put.id.0).await?;
    check_grants(app, cx, &held, &put.grants).await?;
    if before.is_some() {
        require_reach(app, cx, &held).await?;
    }
    require_reach(app, cx, &put.grants).await?;
    let is_owner = |grants: &[HeldRole]| {
        grants.iter().any(|grant| grant.role == OWNER && grant.at.is_none() && grant.until_ms.is_none())
    };
    let was_owner = before.as_ref().is_some_and(|user| user.is_active) && is_owner(&held);
    if was_owner
        && !(put.is_active && is_owner(&put.grants))
        && app.store.count_holders(cx.tenant, OWNER, put.id.0).await? == 0
    {
        let message = "this is the last owner; make somebody else one first";
        return Err(AppError::conflict("user.last_owner", message));
    }
    let user = User {
        id: put.id,
        login,
        name: put.name,
        is_active: put.is_active,
        password_hash: None,
        pin_hash: None,
        totp_secret: None,
        totp_is_on: false,
        totp_step: 0,
        created_at_ms: before.map_or_else(|| app.now_ms(), |before| before.created_at_ms),
    };
    app.store.put_user(cx.tenant, &user, Some(&put.grants), app.now_ms()).await.map_err(
        |error| match error {
            PutUserError::LoginTaken { .. } => AppError {
                pointer: Some("/login".to_owned()),
                ..AppError::conflict("user.login_taken", error.to_string())
            },
            PutUserError::Store(error) => error.into(),
        },
    )?;
    app.access_changed(cx.tenant);
    get_user(app, cx, put.id).await
}

/// One user.
pub async fn get_user(app: &App, cx: &OpContext, id: UserId) -> AppResult<UserWithRoles> {
    let user = app.store.get_user(cx.tenant, id).await?.ok_or_else(|| unknown(id))?;
    let grants = app.store.list_grants(cx.tenant, id.0).await?;
    require_reach(app, cx, &grants).await?;
    Ok(UserWithRoles { user, grants })
}

/// Users who hold a role within reach, by login.
pub async fn list_users(app: &App, cx: &OpContext, page: &PageRequest) -> AppResult<Page<UserWithRoles>> {
    let page = app.store.list_users(cx.tenant, &cx.reach, page).await.map_err(page_error)?;
    let ids: Vec<Uuid> = page.items.iter().map(|user| user.id.0).collect();
    let mut held = app.store.list_grants_of(cx.tenant, &ids).await?;
    let with = |user: User| UserWithRoles { grants: held.remove(&user.id.0).unwrap_or_default(), user };
    Ok(Page { items: page.items.into_iter().map(with).collect(), next: page.next })
}

/// Sets somebody's password, which signs them out everywhere.
///
/// # Errors
/// `password.*` where it is not good enough.
pub async fn set_password(app: &App, cx: &OpContext, id: UserId, new: &str) -> AppResult<()> {
    let UserWithRoles { user, grants } = get_user(app, cx, id).await?;
    // Whoever sets a password can sign in as that user.
    check_grants(app, cx, &grants, &[]).await?;
    store_password(app, cx, &user, new).await
}

/// A password to hand to somebody: 80 random bits.
pub fn make_password() -> String {
    recovery::text(rand::random())
}

/// Checks and stores a password. The caller's own session goes on.
pub(super) async fn store_password(app: &App, cx: &OpContext, user: &User, new: &str) -> AppResult<()> {
    let company = app.store.get_tenant(cx.tenant).await?;
    let names = [user.login.as_str(), user.name.as_str(), company.as_ref().map_or("", |tenant| &tenant.name)];
    let (new, about) = (new.to_owned(), names.map(str::to_owned));
    let hashed = app
        .hashing
        .run(move || {
            let about = about.each_ref().map(String::as_str);
            password::check_new(&new, &about).map(|()| password::hash(&new, rand::random()))
        })
        .await?;
    let hash =
        hashed.map_err(|error| AppError::invalid("password.refused", "/password", error.to_string()))?;
    let beside = match cx.actor {
        Actor::User { user: own, session, .. } if own == user.id => Some(session),
        _ => None,
    };
    app.store.set_password(cx.tenant, user.id, &hash, app.now_ms(), beside).await?;
    app.access_changed(cx.tenant);
    Ok(())
}

/// Sets or takes away somebody's PIN.
///
/// # Errors
/// `pin.refused` where it is soon guessed.
pub async fn set_pin(app: &App, cx: &OpContext, id: UserId, new: Option<String>) -> AppResult<()> {
    let UserWithRoles { grants, .. } = get_user(app, cx, id).await?;
    check_grants(app, cx, &grants, &[]).await?;
    let hash = match new {
        None => None,
        Some(new) => {
            let hashed = app
                .hashing
                .run(move || pin::check_new(&new).map(|()| pin::hash(&new, rand::random())))
                .await?;
            Some(hashed.map_err(|error| AppError::invalid("pin.refused", "/pin", error.to_string()))?)
        }
    };
    app.store.set_pin(cx.tenant, id, hash.as_deref()).await?;
    Ok(())
}

/// Takes somebody's one-time codes away, for who lost their phone.
pub async fn reset_codes(app: &App, cx: &OpContext, id: UserId) -> AppResult<()> {
    let UserWithRoles { grants, .. } = get_user(app, cx, id).await?;
    check_grants(app, cx, &grants, &[]).await?;
    Ok(app.store.set_totp(cx.tenant, id, None).await?)
}

/// A caller who reaches a part of the tenant sees and changes those who work in that part only.
async fn require_reach(app: &App, cx: &OpContext, grants: &[HeldRole]) -> AppResult<()> {
    if matches!(cx.reach, Reach::Everywhere) {
        return Ok(());
    }
    cx.require_store(app, grants.iter().find_map(|grant| grant.at)).await?;
    for grant in grants {
        cx.require_store(app, grant.at).await?;
    }
    Ok(())
}

fn unknown(id: UserId) -> AppError {
    AppError::not_found("user.unknown", format!("user {id}"))
}
