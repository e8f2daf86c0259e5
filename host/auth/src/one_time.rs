//! One-time codes of an authenticator app (TOTP, RFC 6238: SHA-1, 6 digits, 30 s, as all apps understand them).

use totp_rs::{Builder, Totp};

/// Random bytes of a secret (RFC 4226 recommends 160 bits).
pub const SECRET_BYTES: usize = 20;
/// Steps of 30 s that a clock may be off to either side.
const SKEW: u16 = 1;

/// A person's authenticator.
pub struct OneTime(Totp);

impl OneTime {
    /// From its secret.
    pub fn new(secret: [u8; SECRET_BYTES]) -> Self {
        OneTime(Builder::new().with_secret(secret.to_vec()).with_skew(SKEW).build_noncompliant())
    }

    /// The step whose code this is, where it is right now and later than `last_step`: a code is good once. Keep the step.
    pub fn accept(&self, code: &str, now_ms: i64, last_step: Option<u64>) -> Option<u64> {
        let is_code = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
        let seconds = u64::try_from(now_ms.div_euclid(1000)).ok().filter(|_| is_code)?;
        let step = self.0.check(code, seconds)?;
        last_step.is_none_or(|last| step > last).then_some(step)
    }

    /// What a QR code shows to an app; `issuer` and `account` are for people.
    pub fn uri(&self, issuer: &str, account: &str) -> String {
        let (issuer, account) = (encoded(issuer), encoded(account));
        let secret = self.0.secret().to_base32();
        format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
        )
    }
}

/// Percent-encoded, all but unreserved characters (RFC 3986).
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    #[test]
    fn codes_are_those_of_the_rfc() {
        let app = OneTime::new(*b"12345678901234567890");
        for (seconds, code) in VECTORS {
            assert_eq!(app.accept(code, seconds * 1000, None), Some(seconds as u64 / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_once_and_for_a_clock_half_a_minute_off() {
        let app = OneTime::new(*b"12345678901234567890");
        let (now, step) = (1_111_111_109_000, 1_111_111_109 / 30);
        assert_eq!(app.accept("081804", now + 30_000, None), Some(step));
        assert_eq!(app.accept("081804", now - 29_000, None), Some(step));
        assert_eq!(app.accept("081804", now + 90_000, None), None);
        assert_eq!(app.accept("081804", now, Some(step)), None);
        assert_eq!(app.accept("081804", now, Some(step - 1)), Some(step));
    }

    #[test]
    fn nothing_else_is_a_code() {
        let app = OneTime::new(*b"12345678901234567890");
        for bad in ["", "08180", "0818044", "08 804", "０８１８０４", "-81804"] {
            assert_eq!(app.accept(bad, 1_111_111_109_000, None), None, "{bad}");
        }
        assert_eq!(app.accept("287082", -1, None), None);
    }

    #[test]
    fn the_uri_is_what_apps_read() {
        let uri = OneTime::new(*b"12345678901234567890").uri("鲜市 Fresh", "lin@example.com");
        assert_eq!(
            uri,
            "otpauth://totp/%E9%B2%9C%E5%B8%82%20Fresh:lin%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E9%B2%9C%E5%B8%82%20Fresh&algorithm=SHA1&digits=6&period=30"
        );
    }
}
