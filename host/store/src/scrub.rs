//! Texts of others that are kept for people to read, such as what a provider says went wrong: without the numbers and
//! addresses that they like to repeat.

/// Digits in a row that may be a telephone number, a card's or a code.
const DIGITS_MIN: usize = 7;

/// The text with long runs of digits and the names in e-mail addresses taken out.
pub(crate) fn scrubbed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        match word.split_once('@') {
            Some((name, host)) if !name.is_empty() && host.contains('.') => {
                out.push_str("***@");
                out.push_str(&without_digits(host));
            }
            _ => out.push_str(&without_digits(word)),
        }
    }
    out
}

fn without_digits(word: &str) -> String {
    // An id of ours says nothing, and who reads the text needs it.
    if word.split(|c: char| !c.is_ascii_hexdigit() && c != '-').any(|part| part.parse::<uuid::Uuid>().is_ok())
    {
        return word.to_owned();
    }
    let (mut out, mut run) = (String::with_capacity(word.len()), String::new());
    for c in word.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        out.push_str(if run.len() >= DIGITS_MIN { "***" } else { &run });
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_go_and_the_rest_stays() {
        let cases = [
            (
                "sms.refused: number 13800138000 is on a black list",
                "sms.refused: number *** is on a black list",
            ),
            ("no mailbox li.si@example.com", "no mailbox ***@example.com"),
            ("手机号13800138000无效，代码 1007", "手机号***无效，代码 1007"),
            ("status 503 at 12:30", "status 503 at 12:30"),
            (
                "payment 0199c0de-0000-7000-8000-000000000001 failed",
                "payment 0199c0de-0000-7000-8000-000000000001 failed",
            ),
            ("", ""),
        ];
        for (given, kept) in cases {
            assert_eq!(scrubbed(given), kept);
        }
    }
}
