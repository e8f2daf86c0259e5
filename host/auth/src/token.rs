//! Bearer credentials: their form and digest. One reads `bdg_<id>_<secret>`: the letters say what it is, the id finds the
//! row, the secret proves it. Only the secret's SHA-256 is stored; the secret has 256 random bits, so a slow hash would
//! add nothing.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use uuid::Uuid;

/// What a credential is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CredentialKind {
    /// A program.
    Token,
    /// Somebody who signed in.
    Session,
    /// A paired terminal.
    Device,
}

impl CredentialKind {
    /// The letters before the id.
    fn prefix(self) -> &'static str {
        match self {
            CredentialKind::Token => "bdg",
            CredentialKind::Session => "bds",
            CredentialKind::Device => "bdd",
        }
    }
}

/// A credential as it was presented: not yet proved.
#[derive(Clone, PartialEq, Eq)]
pub struct Presented {
    /// What it claims to be.
    pub kind: CredentialKind,
    /// Which of them.
    pub id: Uuid,
    digest: [u8; 32],
}

impl Presented {
    /// Reads a credential; `None` where the text has another form.
    pub fn parse(text: &str) -> Option<Self> {
        let (prefix, rest) = text.split_once('_')?;
        let kinds = [CredentialKind::Token, CredentialKind::Session, CredentialKind::Device];
        let kind = kinds.into_iter().find(|kind| kind.prefix() == prefix)?;
        let (id, secret) = rest.split_once('_')?;
        let is_hex = secret.len() == 64 && secret.bytes().all(|b| b.is_ascii_hexdigit());
        let id = (id.len() == 32 && is_hex).then(|| id.parse().ok()).flatten()?;
        Some(Presented { kind, id, digest: Sha256::digest(secret.as_bytes()).into() })
    }

    /// SHA-256 of the secret: what finds the stored row. The hash is looked up, so comparing takes no secret time.
    pub fn secret_sha256(&self) -> &[u8; 32] {
        &self.digest
    }
}

/// A new credential: the text to show once and the digest to store.
pub struct Issued {
    /// Shown once, to whoever asked for it.
    pub text: String,
    /// SHA-256 of the secret.
    pub secret_sha256: [u8; 32],
}

/// Makes a credential from an id and 32 random bytes.
pub fn issue(kind: CredentialKind, id: Uuid, random: [u8; 32]) -> Issued {
    let secret = hex(&random);
    let secret_sha256 = Sha256::digest(secret.as_bytes()).into();
    Issued { text: format!("{}_{}_{secret}", kind.prefix(), id.simple()), secret_sha256 }
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
    fn an_issued_credential_proves_itself_and_nothing_else_does() {
        let id: Uuid = "01900000-0000-7000-8000-000000000001".parse().unwrap();
        for kind in [CredentialKind::Token, CredentialKind::Session, CredentialKind::Device] {
            let issued = issue(kind, id, [7; 32]);
            let presented = Presented::parse(&issued.text).unwrap();
            assert_eq!((presented.id, presented.kind), (id, kind));
            assert_eq!(presented.secret_sha256(), &issued.secret_sha256);
            assert_ne!(presented.secret_sha256(), &issue(kind, id, [8; 32]).secret_sha256);
            for bad in ["", "bdg_", "bdg_x_y", "bdx_x_y", &issued.text[..50], &issued.text.to_uppercase()] {
                assert!(Presented::parse(bad).is_none(), "{bad}");
            }
        }
    }
}
