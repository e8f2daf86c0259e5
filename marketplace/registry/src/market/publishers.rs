//! Publishers: profile and signing keys with rotation and revocation.

use crate::market::caller::Caller;
use crate::market::problem::{Body, MarketResult, Problem};
use crate::market::{require_localized, require_name, require_text};
use crate::name::COMPONENTS;
use crate::store::entities::{publisher, publisher_key};
use crate::store::{from_json, is_taken, now_ms, to_json};
use crate::{Registry, RegistryError, Role};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bodega_package::{Localized, TrustedKey, TrustedKeys, VerifyingKey};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, Set,
};
use serde::{Deserialize, Serialize};

/// The longest display name of a publisher, and label of a key or token.
const TITLE_CHARS_MAX: usize = 80;
/// The longest summary.
const SUMMARY_CHARS_MAX: usize = 400;
/// The longest link or contact.
const LINK_CHARS_MAX: usize = 200;
/// The most keys of a publisher, revoked ones included.
const KEYS_MAX: u64 = 50;
/// What a publisher keeps of what merchants pay, unless an operator says otherwise: 80 %.
const SHARE_PPM_DEFAULT: i64 = 800_000;
/// All of it.
const PPM: i64 = 1_000_000;

/// A publisher as it or an operator writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    title: String,
    summary: Localized,
    #[serde(default)]
    homepage: Option<String>,
    #[serde(default)]
    contact: Option<String>,
    /// Operators only: what the publisher keeps, parts per million.
    #[serde(default)]
    share_ppm: Option<i64>,
    /// Operators only: whether releases come out without a person, where the policy allows it.
    #[serde(default)]
    is_trusted: Option<bool>,
}

/// A publisher.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Publisher {
    name: String,
    title: String,
    summary: Localized,
    homepage: Option<String>,
    contact: Option<String>,
    is_trusted: bool,
    /// Seen by itself and operators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    share_ppm: Option<i64>,
    created_at_ms: i64,
}

fn present(row: publisher::Model, with_share: bool) -> Result<Publisher, RegistryError> {
    Ok(Publisher {
        summary: from_json(&row.summary_json, "summary of a publisher")?,
        name: row.name,
        title: row.title,
        homepage: row.homepage,
        contact: row.contact,
        is_trusted: row.is_trusted,
        share_ppm: with_share.then_some(row.share_ppm),
        created_at_ms: row.created_at_ms,
    })
}

pub(crate) async fn find(registry: &Registry, name: &str) -> MarketResult<publisher::Model> {
    let row = publisher::Entity::find_by_id(name.to_owned()).one(registry.db()).await?;
    row.ok_or_else(|| Problem::unknown("publisher.unknown", format!("`{name}` is no publisher here")))
}

/// `GET /publishers/{publisher}`: its profile. Anybody may ask.
pub(crate) async fn show(
    State(registry): State<Registry>,
    caller: Caller,
    Path(name): Path<String>,
) -> MarketResult<Json<Publisher>> {
    let row = find(&registry, &name).await?;
    Ok(Json(present(row, caller.sees_unreleased(&name))?))
}

/// `PUT /publishers/{publisher}`: an operator makes one; then it writes its own profile.
pub(crate) async fn put(
    State(registry): State<Registry>,
    caller: Caller,
    Path(name): Path<String>,
    Body(profile): Body<Profile>,
) -> MarketResult<Json<Publisher>> {
    let role = caller.publisher(&name)?;
    require_name("/publisher", &name)?;
    if name == COMPONENTS {
        return Err(Problem::invalid(
            "/publisher",
            format!("`{COMPONENTS}` is the folder of all components"),
        ));
    }
    require_text("/title", &profile.title, TITLE_CHARS_MAX)?;
    require_localized("/summary", &profile.summary, SUMMARY_CHARS_MAX)?;
    if let Some(homepage) = &profile.homepage {
        require_text("/homepage", homepage, LINK_CHARS_MAX)?;
        if !homepage.starts_with("https://") {
            return Err(Problem::invalid("/homepage", "must start with https://"));
        }
    }
    if let Some(contact) = &profile.contact {
        require_text("/contact", contact, LINK_CHARS_MAX)?;
    }
    let is_operator = *role == Role::Operator;
    if !is_operator && (profile.share_ppm.is_some() || profile.is_trusted.is_some()) {
        return Err(Problem::forbidden("only operators set `share_ppm` and `is_trusted`"));
    }
    if profile.share_ppm.is_some_and(|share| !(0..=PPM).contains(&share)) {
        return Err(Problem::invalid("/share_ppm", format!("must be 0 to {PPM}")));
    }
    let now = now_ms();
    let known = publisher::Entity::find_by_id(name.clone()).one(registry.db()).await?;
    if known.is_none() {
        caller.operator()?;
    }
    let row = publisher::Model {
        name,
        title: profile.title,
        summary_json: to_json(&profile.summary),
        homepage: profile.homepage,
        contact: profile.contact,
        share_ppm: profile
            .share_ppm
            .or(known.as_ref().map(|known| known.share_ppm))
            .unwrap_or(SHARE_PPM_DEFAULT),
        is_trusted: profile.is_trusted.or(known.as_ref().map(|known| known.is_trusted)).unwrap_or(false),
        created_at_ms: known.as_ref().map_or(now, |known| known.created_at_ms),
        updated_at_ms: now,
    };
    let row = match known {
        Some(_) => row.into_active_model().reset_all().update(registry.db()).await?,
        None => row.into_active_model().insert(registry.db()).await?,
    };
    Ok(Json(present(row, true)?))
}

/// A signing key.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Key {
    id: String,
    public_pem: String,
    label: String,
    created_at_ms: i64,
    /// From when on its signatures are not accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_reason: Option<String>,
}

impl From<publisher_key::Model> for Key {
    fn from(row: publisher_key::Model) -> Self {
        Key {
            id: row.id,
            public_pem: row.public_pem,
            label: row.label,
            created_at_ms: row.created_at_ms,
            revoked_at_ms: row.revoked_at_ms,
            revoked_reason: row.revoked_reason,
        }
    }
}

async fn keys(registry: &Registry, publisher: &str) -> Result<Vec<publisher_key::Model>, RegistryError> {
    use publisher_key::Column;
    let all = publisher_key::Entity::find().filter(Column::Publisher.eq(publisher));
    Ok(all.order_by_asc(Column::CreatedAtMs).order_by_asc(Column::Id).all(registry.db()).await?)
}

/// The keys that a publisher's packages are verified with.
pub(crate) async fn trusted_keys(registry: &Registry, publisher: &str) -> Result<TrustedKeys, RegistryError> {
    let trusted = |row: publisher_key::Model| {
        let key = VerifyingKey::from_pem(&row.public_pem)
            .map_err(|error| RegistryError::Damaged(error.to_string()))?;
        Ok(TrustedKey { publisher: row.publisher, key, revoked_from_ms: row.revoked_at_ms })
    };
    keys(registry, publisher).await?.into_iter().map(trusted).collect()
}

/// `GET /publishers/{publisher}/keys`: all of its keys, for hosts to verify with. Anybody may ask.
pub(crate) async fn list_keys(
    State(registry): State<Registry>,
    Path(name): Path<String>,
) -> MarketResult<Json<Vec<Key>>> {
    find(&registry, &name).await?;
    Ok(Json(keys(&registry, &name).await?.into_iter().map(Key::from).collect()))
}

/// A key as it is registered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// ed25519, SPKI in PEM.
    public_pem: String,
    label: String,
}

/// `POST /publishers/{publisher}/keys`: one more key, beside those that are there: sign with both while changing.
pub(crate) async fn add_key(
    State(registry): State<Registry>,
    caller: Caller,
    Path(name): Path<String>,
    Body(new): Body<NewKey>,
) -> MarketResult<(StatusCode, Json<Key>)> {
    caller.publisher(&name)?;
    find(&registry, &name).await?;
    require_text("/label", &new.label, TITLE_CHARS_MAX)?;
    let key = VerifyingKey::from_pem(&new.public_pem)
        .map_err(|error| Problem::invalid("/public_pem", error.to_string()))?;
    let held = publisher_key::Entity::find().filter(publisher_key::Column::Publisher.eq(name.as_str()));
    if held.count(registry.db()).await? >= KEYS_MAX {
        return Err(Problem::invalid("/public_pem", format!("a publisher has at most {KEYS_MAX} keys")));
    }
    let row = publisher_key::Model {
        publisher: name,
        id: key.id().to_string(),
        public_pem: key.to_pem().map_err(|error| RegistryError::Damaged(error.to_string()))?,
        label: new.label,
        created_at_ms: now_ms(),
        revoked_at_ms: None,
        revoked_reason: None,
    };
    match row.into_active_model().insert(registry.db()).await {
        Ok(row) => Ok((StatusCode::CREATED, Json(row.into()))),
        Err(error) if is_taken(&error) => Err(Problem::conflict(
            "key.taken",
            "this key is registered; a key is one publisher's only, also when revoked",
        )),
        Err(error) => Err(error.into()),
    }
}

/// Why and from when a key is no good.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revocation {
    reason: String,
    /// When it was lost; absent = now. It may be set earlier later on, never later.
    #[serde(default)]
    from_ms: Option<i64>,
}

/// `POST /publishers/{publisher}/keys/{id}/revoke`: signatures by it do not count from a time on.
pub(crate) async fn revoke_key(
    State(registry): State<Registry>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    Body(revocation): Body<Revocation>,
) -> MarketResult<Json<Key>> {
    caller.publisher(&name)?;
    require_text("/reason", &revocation.reason, SUMMARY_CHARS_MAX)?;
    let now = now_ms();
    let from = revocation.from_ms.unwrap_or(now);
    if !(0..=now).contains(&from) {
        return Err(Problem::invalid("/from_ms", "must not lie in the future"));
    }
    let row = publisher_key::Entity::find_by_id((name, id.clone())).one(registry.db()).await?;
    let row = row.ok_or_else(|| Problem::unknown("key.unknown", format!("there is no key {id}")))?;
    let earliest = row.revoked_at_ms.map_or(from, |known| known.min(from));
    let mut row = row.into_active_model();
    row.revoked_at_ms = Set(Some(earliest));
    row.revoked_reason = Set(Some(revocation.reason));
    Ok(Json(row.update(registry.db()).await?.into()))
}
