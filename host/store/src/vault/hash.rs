//! What people are searched by, brought to one form and hashed.

use super::TenantKeys;

/// The country code of numbers without one: the platform's home market.
const HOME: &str = "+86";
/// Digits of a mobile number there, which begins with 1.
const HOME_MOBILE_DIGITS: usize = 11;

/// A value that members are found by.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Searched<'a> {
    /// A telephone number.
    Phone(&'a str),
    /// An e-mail address.
    Email(&'a str),
}

impl TenantKeys {
    /// The hash that equal values share, however they are written; `None` = there is nothing to be found by.
    pub(crate) fn searched(&self, value: Searched<'_>) -> Option<String> {
        let (domain, value) = match value {
            Searched::Phone(phone) => ("phone", phone_form(phone)),
            Searched::Email(email) => ("email", email.trim().to_lowercase()),
        };
        (!value.is_empty()).then(|| self.hash(domain, &value))
    }
}

/// A number in the form of E.164 where it can be told; otherwise its digits.
fn phone_form(phone: &str) -> String {
    let digits: String = phone.chars().filter_map(ascii_digit).collect();
    let is_international = phone.trim_start().starts_with(['+', '＋']);
    if digits.is_empty() {
        return phone.trim().to_lowercase();
    }
    if is_international {
        return format!("+{digits}");
    }
    if let Some(rest) = digits.strip_prefix("00").filter(|rest| rest.len() > HOME_MOBILE_DIGITS) {
        return format!("+{rest}");
    }
    let is_mobile = |digits: &str| digits.len() == HOME_MOBILE_DIGITS && digits.starts_with('1');
    let home = HOME.trim_start_matches('+');
    match digits.strip_prefix(home) {
        Some(rest) if is_mobile(rest) => format!("{HOME}{rest}"),
        _ if is_mobile(&digits) => format!("{HOME}{digits}"),
        _ => digits,
    }
}

/// ASCII and full-width digits.
fn ascii_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        let ways = [
            "13800138000",
            "138 0013 8000",
            "138-0013-8000",
            "+86 138 0013 8000",
            "＋86 13800138000",
            "8613800138000",
            "0086 138 0013 8000",
            "１３８００１３８０００",
            " 13800138000 ",
        ];
        for way in ways {
            assert_eq!(phone_form(way), "+8613800138000", "{way}");
        }
        assert_eq!(phone_form("+1 (415) 555-0100"), "+14155550100");
        assert_eq!(phone_form("021-6234 5678"), "02162345678", "without a country, its digits");
        assert_eq!(phone_form("n/a"), "n/a");
        assert_ne!(phone_form("13800138001"), phone_form("13800138000"));
    }
}
