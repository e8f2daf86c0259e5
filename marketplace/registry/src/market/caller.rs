//! Who calls the catalogue: its long-lived secret, sent as `Bearer` or as the password of `Basic`.

use crate::auth::Presented;
use crate::market::problem::{MarketResult, Problem};
use crate::{Registry, Role};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

/// The caller; nobody where no token was sent.
pub(crate) struct Caller(pub Option<Role>);

impl FromRequestParts<Registry> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, registry: &Registry) -> Result<Self, Problem> {
        match Presented::of(parts.headers.get(header::AUTHORIZATION)) {
            Presented::Nothing => Ok(Caller(None)),
            Presented::Secret { user, secret } => match registry.who(user.as_deref(), &secret).await? {
                Some(role) => Ok(Caller(Some(role))),
                None => Err(Problem::unauthenticated()),
            },
            Presented::Unreadable => Err(Problem::unauthenticated()),
        }
    }
}

impl Caller {
    fn role(&self) -> MarketResult<&Role> {
        self.0.as_ref().ok_or_else(Problem::unauthenticated)
    }

    /// Only operators; who it is, for the record.
    pub fn operator(&self) -> MarketResult<&Role> {
        match self.role()? {
            role @ Role::Operator => Ok(role),
            _ => Err(Problem::forbidden("only operators of the registry may")),
        }
    }

    /// The publisher itself, or an operator.
    pub fn publisher(&self, name: &str) -> MarketResult<&Role> {
        let role = self.role()?;
        if role.is_publisher(name) {
            return Ok(role);
        }
        Err(Problem::forbidden(format!("only `{name}` or an operator may")))
    }

    /// A host, by name.
    pub fn host(&self) -> MarketResult<&str> {
        match self.role()? {
            Role::Host(name) => Ok(name),
            _ => Err(Problem::forbidden("only hosts may; send the host's token")),
        }
    }

    /// Whether the caller sees what is not out.
    pub fn sees_unreleased(&self, publisher: &str) -> bool {
        self.0.as_ref().is_some_and(|role| role.is_publisher(publisher))
    }
}
