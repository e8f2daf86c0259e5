//! Recovery codes: for who lost the phone with the authenticator. Ten, each good once.

use sha2::{Digest, Sha256};

/// Codes of a set.
pub const CODES: usize = 10;
/// Random bytes of a code: 80 bits, so a plain digest is enough.
pub const RANDOM_BYTES: usize = 10;
/// Crockford's alphabet: no letter that looks like another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The text to show, `xxxx-xxxx-xxxx-xxxx`.
pub fn text(random: [u8; RANDOM_BYTES]) -> String {
    let bits = random.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let mut text = String::with_capacity(19);
    for place in (0..16).rev() {
        text.push(char::from(ALPHABET[(bits >> (place * 5) & 31) as usize]));
        if place % 4 == 0 && place > 0 {
            text.push('-');
        }
    }
    text
}

/// What is stored of a code, and looked up; `None` where the text is no code. Reads what people make of one: upper case,
/// spaces, `o` for `0`, `i` and `l` for `1`.
pub fn digest(text: &str) -> Option<[u8; 32]> {
    let mut code = String::with_capacity(16);
    for letter in text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
        code.push(match letter.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            letter if letter.is_ascii() && ALPHABET.contains(&(letter as u8)) => letter,
            _ => return None,
        });
    }
    (code.len() == 16).then(|| Sha256::digest(code.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = text([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x2f]);
        assert_eq!(code, "zw00-0000-0000-001f");
        let stored = digest(&code);
        assert!(stored.is_some());
        for same in ["ZW00 0000 0000 001F", "zwoooooooooooo1f", " zw00-0000-0000-00lf", "zw00-0000-0000-00If"]
        {
            assert_eq!(digest(same), stored, "{same}");
        }
        for bad in
            ["", "zw00-0000-0000-001", "zw00-0000-0000-001f0", "zw00-0000-0000-001u", "zw00-0000-0000-00１f"]
        {
            assert_eq!(digest(bad), None, "{bad}");
        }
    }

    #[test]
    fn codes_differ_where_their_random_bytes_do() {
        assert_ne!(digest(&text([1; RANDOM_BYTES])), digest(&text([2; RANDOM_BYTES])));
    }
}
