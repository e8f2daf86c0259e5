//! Passwords: which are taken, how they are kept (argon2id), how they are compared. OWASP ASVS 5.0, 6.2.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use zxcvbn::{Score, zxcvbn};

/// The shortest password, characters.
pub const LENGTH_MIN: usize = 8;
/// The longest, bytes: hashing takes as long for all, reading does not.
pub const LENGTH_MAX: usize = 256;
/// Random bytes of a salt.
pub const SALT_BYTES: usize = 16;
/// Characters that its strength is estimated by: the estimate takes longer than linear time.
const ESTIMATED_MAX: usize = 64;

/// Memory for one hash, KiB; with [`PASSES`] it takes some 30 ms of one core. OWASP's least is 19 MiB and 2 passes.
const MEMORY_KIB: u32 = 32 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Shorter than [`LENGTH_MIN`].
    #[error("a password has at least {LENGTH_MIN} characters")]
    TooShort,
    /// Longer than [`LENGTH_MAX`].
    #[error("a password has at most {LENGTH_MAX} bytes")]
    TooLong,
    /// On lists of leaked passwords, or soon guessed: a name, a date, a pattern of keys.
    #[error("this password is soon guessed; take a few words that have nothing to do with each other")]
    Guessable,
}

/// Whether a new password is good enough. `about` is what others know of its owner: name, phone, shop.
///
/// # Errors
/// What is wrong with it. There are no rules on kinds of characters: they make passwords no better.
pub fn check_new(password: &str, about: &[&str]) -> Result<(), PasswordError> {
    if password.chars().count() < LENGTH_MIN {
        return Err(PasswordError::TooShort);
    }
    if password.len() > LENGTH_MAX {
        return Err(PasswordError::TooLong);
    }
    let estimated: String = password.chars().take(ESTIMATED_MAX).collect();
    match zxcvbn(&estimated, about).score() {
        Score::Zero | Score::One | Score::Two => Err(PasswordError::Guessable),
        _ => Ok(()),
    }
}

/// A stored hash that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored password hash is damaged")]
pub struct DamagedHash;

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Another password.
    Wrong,
    /// The password.
    Right,
    /// The password, hashed with costs of former times: store it anew.
    RightButOld,
}

/// The text to store (a PHC string with its costs and salt). Takes some 30 ms of a core: not for an async thread.
pub fn hash(password: &str, salt: [u8; SALT_BYTES]) -> String {
    hash_with(&hasher(MEMORY_KIB, PASSES), password, salt)
}

/// Compares a password with a stored hash. `None` = nobody of that name: takes as long, and is always wrong, so that an
/// answer does not tell who has an account.
///
/// # Errors
/// The hash cannot be read.
pub fn verify(password: &str, stored: Option<&str>) -> Result<Verdict, DamagedHash> {
    let Some(stored) = stored else {
        let _ = hash(password, [0; SALT_BYTES]);
        return Ok(Verdict::Wrong);
    };
    let parsed = PasswordHash::new(stored).ok().filter(|hash| hash.hash.is_some() && hash.salt.is_some());
    let parsed = parsed.ok_or(DamagedHash)?;
    // The costs are those of the hash.
    match hasher(MEMORY_KIB, PASSES).verify_password(password.as_bytes(), &parsed) {
        Ok(()) if is_current(&parsed) => Ok(Verdict::Right),
        Ok(()) => Ok(Verdict::RightButOld),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(_) => Err(DamagedHash),
    }
}

fn is_current(hash: &PasswordHash) -> bool {
    Params::try_from(hash)
        .is_ok_and(|p| p.m_cost() >= MEMORY_KIB && p.t_cost() >= PASSES && p.p_cost() >= LANES)
}

pub(crate) fn hasher(memory_kib: u32, passes: u32) -> Argon2<'static> {
    // Constants within argon2's bounds; a test hashes with all of them.
    let params = Params::new(memory_kib, passes, LANES, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

pub(crate) fn hash_with(argon2: &Argon2<'_>, secret: &str, salt: [u8; SALT_BYTES]) -> String {
    // Fails only for salts and secrets of impossible lengths.
    argon2.hash_password_with_salt(secret.as_bytes(), &salt).map(|hash| hash.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_not_taken() {
        for bad in [
            "password1",
            "12345678",
            "qwertyuiop",
            "woaini1314",
            "1qaz2wsx",
            "5201314520",
            "aaaaaaaaaa",
            "abcd1234",
        ] {
            assert_eq!(check_new(bad, &[]), Err(PasswordError::Guessable), "{bad}");
        }
        assert_eq!(check_new("kurz", &[]), Err(PasswordError::TooShort));
        assert_eq!(check_new(&"长".repeat(100), &[]), Err(PasswordError::TooLong));
        assert_eq!(check_new("13800138000", &["13800138000"]), Err(PasswordError::Guessable));
    }

    #[test]
    fn words_and_other_scripts_are_taken() {
        for good in ["correct horse battery staple", "雨后的茶园很安静呀", "tR0ub-9dor-zz-Elk"] {
            assert_eq!(check_new(good, &["Lin Mei", "Fresh Mart"]), Ok(()), "{good}");
        }
    }

    #[test]
    fn a_hash_proves_its_password_and_no_other() {
        let stored = hash("correct horse battery staple", [7; SALT_BYTES]);
        assert!(stored.starts_with("$argon2id$v=19$m=32768,t=2,p=1$"), "{stored}");
        assert_ne!(stored, hash("correct horse battery staple", [8; SALT_BYTES]));
        assert_eq!(verify("correct horse battery staple", Some(&stored)), Ok(Verdict::Right));
        assert_eq!(verify("correct horse battery stapl", Some(&stored)), Ok(Verdict::Wrong));
        assert_eq!(verify("correct horse battery staple", None), Ok(Verdict::Wrong));
        assert_eq!(verify("x", Some("")), Err(DamagedHash));
        assert_eq!(verify("x", Some("$argon2id$v=19$m=32768")), Err(DamagedHash));
    }

    #[test]
    fn a_cheaper_hash_of_former_times_asks_to_be_made_anew() {
        let stored = hash_with(&hasher(8 * 1024, 1), "correct horse", [7; SALT_BYTES]);
        assert_eq!(verify("correct horse", Some(&stored)), Ok(Verdict::RightButOld));
        assert_eq!(verify("wrong horse", Some(&stored)), Ok(Verdict::Wrong));
    }
}
