//! Small helpers for a page of text: money, widths, columns.

/// Columns of a page.
pub const WIDTH: usize = 100;

/// US cents as `$1,234.50`; a deduction as `-$3.00`.
pub fn money(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.unsigned_abs();
    format!("{sign}${}.{:02}", grouped(minor / 100), minor % 100)
}

/// `1234567` as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Columns a text takes: Chinese characters take two.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    match u32::from(c) {
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f => 2,
        0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// Exactly `columns` wide, text to the left; what does not fit is cut with `…`.
pub fn left(text: &str, columns: usize) -> String {
    let cut = fit(text, columns);
    let blanks = columns - width(&cut);
    cut + &" ".repeat(blanks)
}

/// Exactly `columns` wide, text to the right.
pub fn right(text: &str, columns: usize) -> String {
    let cut = fit(text, columns);
    " ".repeat(columns - width(&cut)) + &cut
}

fn fit(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let (mut out, mut used) = (String::new(), 0);
    for c in text.chars() {
        if used + columns(c) + 1 > most {
            break;
        }
        used += columns(c);
        out.push(c);
    }
    if most > 0 { out + "…" } else { out }
}

/// Left and right text with blanks between, over the whole page.
pub fn ends(start: &str, end: &str) -> String {
    let blanks = WIDTH.saturating_sub(width(start) + width(end)).max(1);
    format!("{start}{}{end}", " ".repeat(blanks))
}

/// A bar of `share` of `columns`, in eighths.
pub fn bar(share: f64, columns: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (share.clamp(0.0, 1.0) * columns as f64 * 8.0).round() as usize;
    "█".repeat(eighths / 8) + PARTS[eighths % 8]
}

/// One character a value, the highest as high as it gets; nothing as a blank.
pub fn sparkline(values: &[usize]) -> String {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let level = |value: &usize| if *value == 0 { ' ' } else { LEVELS[(value * 8).div_ceil(most) - 1] };
    values.iter().map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_and_signed() {
        assert_eq!(money(123_456_789), "$1,234,567.89");
        assert_eq!(money(-305), "-$3.05");
        assert_eq!(money(0), "$0.00");
        assert_eq!(grouped(1000), "1,000");
    }

    #[test]
    fn columns_hold_with_chinese_in_them() {
        assert_eq!(width("满 $30 减 $3"), 12);
        for text in ["", "满减活动优惠", "Spend $30, save $3", "a満b"] {
            assert_eq!((width(&left(text, 9)), width(&right(text, 9))), (9, 9), "{text}");
        }
        assert_eq!(left("满减活动优惠", 6), "满减… ");
        assert_eq!(width(&ends("a", "满")), WIDTH);
    }

    #[test]
    fn small_pictures() {
        assert_eq!(bar(0.5, 4), "██");
        assert_eq!(bar(0.3, 4), "█▎");
        assert_eq!(sparkline(&[0, 1, 4, 8]), " ▁▄█");
        assert_eq!(sparkline(&[]), "");
    }
}
