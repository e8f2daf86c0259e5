//! API tokens: their form, digest and scopes. A token reads `bdg_<id>_<secret>`: the id finds the row, the secret proves it. Only the secret's SHA-256 is
//! stored; the secret has 256 random bits, so a slow hash would add nothing.

use bodega_domain::ids::TokenId;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything in its tenant.
    Admin,
    /// What a till needs: read master data, quote, sell, return.
    Till,
}

impl Scope {
    /// The text in databases and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Admin => "admin",
            Scope::Till => "till",
        }
    }

    /// Reads [`Self::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Scope::Admin, Scope::Till].into_iter().find(|scope| scope.as_str() == text)
    }

    /// Whether this scope covers `needed`.
    pub fn covers(self, needed: Scope) -> bool {
        self == Scope::Admin || self == needed
    }
}

/// A token as it was presented: not yet proved.
#[derive(Clone, PartialEq, Eq)]
pub struct PresentedToken {
    /// Which token it claims to be.
    pub id: TokenId,
    digest: [u8; 32],
}

impl PresentedToken {
    /// Reads `bdg_<id>_<secret>`; `None` where the text has another form.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix("bdg_")?.split_once('_')?;
        let is_hex = secret.len() == 64 && secret.bytes().all(|b| b.is_ascii_hexdigit());
        let id = (id.len() == 32 && is_hex).then(|| id.parse().ok()).flatten()?;
        Some(PresentedToken { id, digest: Sha256::digest(secret.as_bytes()).into() })
    }

    /// SHA-256 of the secret: what finds the stored row. The hash is looked up, so comparing takes no secret time.
    pub fn secret_sha256(&self) -> &[u8; 32] {
        &self.digest
    }
}

/// A new token: the text to show once and the digest to store.
pub struct IssuedToken {
    /// Its id.
    pub id: TokenId,
    /// Shown once, to the person who asked for it.
    pub text: String,
    /// SHA-256 of the secret.
    pub secret_sha256: [u8; 32],
}

/// Makes a token from an id and 32 random bytes.
pub fn issue(id: TokenId, random: [u8; 32]) -> IssuedToken {
    let secret = hex(&random);
    let secret_sha256 = Sha256::digest(secret.as_bytes()).into();
    IssuedToken { id, text: format!("bdg_{}_{secret}", id.0.simple()), secret_sha256 }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issued_token_proves_itself_and_nothing_else_does() {
        let id: TokenId = "01900000-0000-7000-8000-000000000001".parse().unwrap();
        let issued = issue(id, [7; 32]);
        let presented = PresentedToken::parse(&issued.text).unwrap();
        assert_eq!(presented.id, id);
        assert_eq!(presented.secret_sha256(), &issued.secret_sha256);
        assert_ne!(presented.secret_sha256(), &issue(id, [8; 32]).secret_sha256);
        for bad in ["", "bdg_", "bdg_x_y", &issued.text[..50], &issued.text.to_uppercase()] {
            assert!(PresentedToken::parse(bad).is_none(), "{bad}");
        }
    }
}
