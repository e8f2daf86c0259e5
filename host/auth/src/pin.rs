//! PINs: what a cashier types on a paired terminal. Short, so they count nowhere else, and lock-outs protect them more
//! than their hash does.

use crate::password::{DamagedHash, SALT_BYTES, Verdict, hash_with, hasher, verify};

/// Digits of the shortest PIN.
pub const DIGITS_MIN: usize = 4;
/// Digits of the longest.
pub const DIGITS_MAX: usize = 8;

/// A till must not wait: a PIN costs a fraction of a password.
const MEMORY_KIB: u32 = 8 * 1024;
const PASSES: u32 = 1;

/// Why a PIN is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Not so many digits.
    #[error("a PIN has {DIGITS_MIN} to {DIGITS_MAX} digits")]
    Form,
    /// One digit over and over, or digits in a row.
    #[error("this PIN is what others try first; take another")]
    Guessable,
}

/// Whether a new PIN is good enough.
///
/// # Errors
/// What is wrong with it.
pub fn check_new(pin: &str) -> Result<(), PinError> {
    let digits = pin.as_bytes();
    if !(DIGITS_MIN..=DIGITS_MAX).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(PinError::Form);
    }
    let steps: Vec<i16> =
        digits.windows(2).map(|pair| (i16::from(pair[1]) - i16::from(pair[0])).rem_euclid(10)).collect();
    let is_even = |step: i16| steps.iter().all(|s| *s == step);
    let is_pair_repeated = digits.chunks(2).all(|pair| pair == &digits[..pair.len()]);
    if is_even(0) || is_even(1) || is_even(9) || is_pair_repeated {
        return Err(PinError::Guessable);
    }
    Ok(())
}

/// The text to store.
pub fn hash(pin: &str, salt: [u8; SALT_BYTES]) -> String {
    hash_with(&hasher(MEMORY_KIB, PASSES), pin, salt)
}

/// Whether it is the PIN of a stored hash.
///
/// # Errors
/// The hash cannot be read.
pub fn is_right(pin: &str, stored: &str) -> Result<bool, DamagedHash> {
    Ok(verify(pin, Some(stored))? != Verdict::Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_of_digits_that_are_not_the_first_guesses_are_taken() {
        for good in ["2580", "4711", "907351", "13572468"] {
            assert_eq!(check_new(good), Ok(()), "{good}");
        }
        for bad in ["0000", "1234", "7890", "8901", "4321", "1212", "121212", "99999999"] {
            assert_eq!(check_new(bad), Err(PinError::Guessable), "{bad}");
        }
        for bad in ["", "123", "123456789", "12a4", "１２３４", "12 4"] {
            assert_eq!(check_new(bad), Err(PinError::Form), "{bad}");
        }
    }

    #[test]
    fn a_stored_pin_proves_itself() {
        let stored = hash("4711", [3; SALT_BYTES]);
        assert_eq!(is_right("4711", &stored), Ok(true));
        assert_eq!(is_right("4712", &stored), Ok(false));
        assert_eq!(is_right("4711", "plain"), Err(DamagedHash));
    }
}
