//! Who calls and what they may do. Publishers, hosts and operators hold long-lived secrets (`bdr_<hex>`); OCI clients
//! trade one for an access token that lives minutes and lists what it opens.

use crate::name::{Repository, hex};
use crate::store::entities::credential;
use crate::store::now_ms;
use crate::{Registry, RegistryError};
use base64::Engine as _;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// How long an access token opens what it lists: enough to push a package over a slow line, too short to be worth stealing.
pub(crate) const ACCESS_TOKEN_S: i64 = 300;
/// The audience of access tokens, in `service` of the challenge.
pub(crate) const SERVICE: &str = "bodega-registry";
/// Prefix of secrets, so that scanners find one that leaked.
const SECRET_PREFIX: &str = "bdr_";
/// Random bytes of a secret: no slow hash is needed for so many.
const SECRET_BYTES: usize = 32;
/// The most credentials one subject has at a time.
pub(crate) const CREDENTIALS_MAX: u64 = 50;

/// As whom somebody calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Runs the registry: reviews, kills, makes publishers and hosts.
    Operator,
    /// Publishes under its name.
    Publisher(String),
    /// A Bodega installation: reports installations and usage of its tenants, writes reviews for them.
    Host(String),
}

impl Role {
    fn word(&self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Publisher(_) => "publisher",
            Role::Host(_) => "host",
        }
    }

    /// The name it acts under.
    pub fn subject(&self) -> &str {
        match self {
            Role::Operator => "operator",
            Role::Publisher(name) | Role::Host(name) => name,
        }
    }

    fn of(word: &str, subject: &str) -> Option<Self> {
        match word {
            "operator" => Some(Role::Operator),
            "publisher" => Some(Role::Publisher(subject.to_owned())),
            "host" => Some(Role::Host(subject.to_owned())),
            _ => None,
        }
    }

    /// Whether it may act for this publisher.
    pub fn is_publisher(&self, publisher: &str) -> bool {
        matches!(self, Role::Operator) || matches!(self, Role::Publisher(name) if name == publisher)
    }

    /// Whether it may change what lies in a repository: only its publisher may, so that nobody signs for another.
    pub(crate) fn may_push(&self, repository: &Repository) -> bool {
        matches!(self, Role::Publisher(name) if name == repository.publisher())
    }
}

/// A new secret: the text to show once.
#[derive(Clone, Debug)]
pub struct IssuedToken {
    /// Names it, for revocation.
    pub id: String,
    /// Shown once, to the person who asked for it.
    pub text: String,
}

/// Signs and reads access tokens.
pub(crate) struct TokenKeys {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// What an access token opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Access {
    #[serde(rename = "type")]
    pub kind: String,
    pub name: String,
    pub actions: Vec<String>,
}

/// An access token's contents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub aud: String,
    /// `operator:operator`, `publisher:NAME`, `host:NAME`, or empty for nobody.
    pub sub: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
    pub access: Vec<Access>,
}

impl Claims {
    /// As whom the token was asked for.
    pub fn role(&self) -> Option<Role> {
        let (word, subject) = self.sub.split_once(':')?;
        Role::of(word, subject)
    }

    /// Whether the token lists an action.
    pub fn opens(&self, repository: &Repository, action: &str) -> bool {
        let listed = |access: &Access| {
            access.kind == "repository"
                && access.name == repository.as_str()
                && access.actions.iter().any(|a| a == action)
        };
        self.access.iter().any(listed)
    }
}

impl TokenKeys {
    pub fn new(secret: &[u8]) -> Self {
        TokenKeys { encoding: EncodingKey::from_secret(secret), decoding: DecodingKey::from_secret(secret) }
    }

    pub fn sign(&self, role: Option<&Role>, access: Vec<Access>) -> Result<(String, Claims), RegistryError> {
        let iat = now_ms() / 1000;
        let sub = role.map_or_else(String::new, |role| format!("{}:{}", role.word(), role.subject()));
        let jti = Uuid::now_v7().simple().to_string();
        let claims = Claims { aud: SERVICE.to_owned(), sub, iat, exp: iat + ACCESS_TOKEN_S, jti, access };
        Ok((jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?, claims))
    }

    /// The contents of a token that is ours and not over.
    pub fn read(&self, token: &str) -> Option<Claims> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[SERVICE]);
        validation.leeway = 0;
        jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation).ok().map(|data| data.claims)
    }
}

/// What an `Authorization` header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Presented {
    Nothing,
    /// The secret of `Bearer` or the password of `Basic`, with its user name.
    Secret {
        user: Option<String>,
        secret: String,
    },
    /// A header that is neither.
    Unreadable,
}

impl Presented {
    pub fn of(header: Option<&axum::http::HeaderValue>) -> Self {
        let Some(header) = header else { return Presented::Nothing };
        let Some((scheme, rest)) = header.to_str().ok().and_then(|text| text.split_once(' ')) else {
            return Presented::Unreadable;
        };
        let rest = rest.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return Presented::Secret { user: None, secret: rest.to_owned() };
        }
        let decoded = base64::engine::general_purpose::STANDARD.decode(rest).ok();
        let pair = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        match pair.as_deref().and_then(|pair| pair.split_once(':')) {
            Some((user, secret)) if scheme.eq_ignore_ascii_case("basic") => {
                Presented::Secret { user: Some(user.to_owned()), secret: secret.to_owned() }
            }
            _ => Presented::Unreadable,
        }
    }
}

impl Registry {
    /// Makes a secret for somebody; `expires_at_ms` = absent lives until it is revoked.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn issue_token(
        &self,
        role: &Role,
        label: &str,
        expires_at_ms: Option<i64>,
    ) -> Result<IssuedToken, RegistryError> {
        let random: [u8; SECRET_BYTES] = rand::random();
        let text = format!("{SECRET_PREFIX}{}", hex(&random));
        let id = Uuid::now_v7().simple().to_string();
        let row = credential::Model {
            id: id.clone(),
            role: role.word().to_owned(),
            subject: role.subject().to_owned(),
            label: label.to_owned(),
            secret_sha256: Sha256::digest(text.as_bytes()).to_vec(),
            created_at_ms: now_ms(),
            expires_at_ms,
            revoked_at_ms: None,
        };
        row.into_active_model().insert(self.db()).await?;
        Ok(IssuedToken { id, text })
    }

    /// Ends a secret of somebody; `false` = there is none of that id, or it ended already.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn revoke_token(&self, role: &Role, id: &str) -> Result<bool, RegistryError> {
        use credential::Column;
        let ended = credential::Entity::update_many()
            .col_expr(Column::RevokedAtMs, Expr::value(now_ms()))
            .filter(
                Column::Id.eq(id).and(Column::Role.eq(role.word())).and(Column::Subject.eq(role.subject())),
            )
            .filter(Column::RevokedAtMs.is_null())
            .exec(self.db())
            .await?;
        Ok(ended.rows_affected > 0)
    }

    /// The secrets of somebody, newest first, without what is secret.
    pub(crate) async fn list_tokens(&self, role: &Role) -> Result<Vec<credential::Model>, RegistryError> {
        use credential::Column;
        let all = credential::Entity::find()
            .filter(Column::Role.eq(role.word()).and(Column::Subject.eq(role.subject())))
            .order_by_desc(Column::Id)
            .limit(CREDENTIALS_MAX);
        Ok(all.all(self.db()).await?)
    }

    /// Whose secret this is; the hash is looked up, so comparing takes no secret time.
    pub(crate) async fn who(&self, user: Option<&str>, secret: &str) -> Result<Option<Role>, RegistryError> {
        if !secret.starts_with(SECRET_PREFIX) {
            return Ok(None);
        }
        use credential::Column;
        let digest = Sha256::digest(secret.as_bytes()).to_vec();
        let found = credential::Entity::find().filter(Column::SecretSha256.eq(digest)).one(self.db()).await?;
        let now = now_ms();
        let valid = found.filter(|row| {
            row.revoked_at_ms.is_none()
                && row.expires_at_ms.is_none_or(|end| now < end)
                && user.is_none_or(|user| user == row.subject)
        });
        match valid {
            Some(row) => match Role::of(&row.role, &row.subject) {
                Some(role) => Ok(Some(role)),
                None => Err(RegistryError::damaged("role", &row.role)),
            },
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_tokens_say_who_and_what_until_they_end() {
        let keys = TokenKeys::new(&[7; 32]);
        let access =
            Access { kind: "repository".into(), name: "acme/x".into(), actions: vec!["pull".into()] };
        let (token, _) = keys.sign(Some(&Role::Publisher("acme".into())), vec![access]).unwrap();
        let claims = keys.read(&token).unwrap();
        let own = Repository::parse("acme/x").unwrap();
        assert_eq!(claims.role(), Some(Role::Publisher("acme".into())));
        assert!(claims.opens(&own, "pull") && !claims.opens(&own, "push"));
        assert!(!claims.opens(&Repository::parse("acme/y").unwrap(), "pull"));
        assert!(TokenKeys::new(&[8; 32]).read(&token).is_none());
        let (head, rest) = token.split_once('.').unwrap();
        assert!(keys.read(&format!("{head}.x{rest}")).is_none());

        let over = Claims { exp: now_ms() / 1000 - 1, ..claims.clone() };
        let over = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &over, &keys.encoding).unwrap();
        assert!(keys.read(&over).is_none());
        let other = Claims { aud: "another".into(), ..claims };
        let other = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &other, &keys.encoding).unwrap();
        assert!(keys.read(&other).is_none());
    }

    #[test]
    fn only_the_publisher_pushes_to_its_namespace() {
        let own = Repository::parse("acme/x").unwrap();
        let bare = Repository::parse("components/acme/x").unwrap();
        let acme = Role::Publisher("acme".into());
        assert!(acme.may_push(&own) && acme.may_push(&bare));
        assert!(!acme.may_push(&Repository::parse("other/x").unwrap()));
        assert!(!acme.may_push(&Repository::parse("components/other/acme").unwrap()));
        assert!(!Role::Operator.may_push(&own) && !Role::Host("acme".into()).may_push(&own));
    }

    #[test]
    fn headers_are_read_or_refused() {
        let of = |text: &str| Presented::of(Some(&text.parse().unwrap()));
        let secret = |user: Option<&str>, secret: &str| Presented::Secret {
            user: user.map(str::to_owned),
            secret: secret.to_owned(),
        };
        assert_eq!(of("Bearer abc"), secret(None, "abc"));
        assert_eq!(of("basic YTpiOmM="), secret(Some("a"), "b:c"));
        assert_eq!(of("Basic !"), Presented::Unreadable);
        assert_eq!(of("Digest YTpi"), Presented::Unreadable);
        assert_eq!(Presented::of(None), Presented::Nothing);
    }
}
