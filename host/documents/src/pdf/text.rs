//! Text in two fonts: how wide it is, how it is split into lines, how it is encoded.

/// Widths of Helvetica, thousandths of the font size: codes 32 to 126.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// The same for codes 160 to 255 of Latin-1.
const LATIN_1: [u16; 96] = [
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333, 400, 584, 333, 333, 333,
    556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611, 667, 667, 667, 667, 667, 667, 1000, 722, 667, 667,
    667, 667, 278, 278, 278, 278, 722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667,
    611, 556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278, 556, 556, 556, 556,
    556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];

/// A stretch of text in one font, encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// In WinAnsi, one byte a character.
    Latin(Vec<u8>),
    /// In UTF-16, big endian.
    Chinese(Vec<u8>),
}

/// The byte of a character in the Latin font.
fn latin(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ (32..=126 | 160..=255) => u8::try_from(code).ok(),
        _ => None,
    }
}

/// Thousandths of the font size.
fn advance(c: char) -> f32 {
    let width = match latin(c) {
        Some(code @ 32..=126) => ASCII[usize::from(code) - 32],
        Some(code) => LATIN_1[usize::from(code) - 160],
        None => 1000,
    };
    f32::from(width)
}

/// How wide a text is at a font size, points.
pub(super) fn width(text: &str, size: f32) -> f32 {
    text.chars().map(advance).sum::<f32>() * size / 1000.0
}

/// A text for the fonts: control characters are blanks.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A text by fonts, in order.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut units = [0; 2];
    for c in text.chars() {
        match (latin(c), pieces.last_mut()) {
            (Some(byte), Some(Piece::Latin(bytes))) => bytes.push(byte),
            (Some(byte), _) => pieces.push(Piece::Latin(vec![byte])),
            (None, last) => {
                let code = c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes());
                match last {
                    Some(Piece::Chinese(bytes)) => bytes.extend(code),
                    _ => pieces.push(Piece::Chinese(code.collect())),
                }
            }
        }
    }
    pieces
}

/// The characters of a text that are in the Chinese font.
pub(super) fn chinese_units(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| latin(*c).is_none())
}

/// Splits a text into lines that are not wider than `room` points: at blanks, between Chinese characters, and inside a
/// word only where it fills a line by itself. At least one line.
pub(super) fn wrap(text: &str, size: f32, room: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in words(text) {
        let wide = width(&word, size);
        if used > 0.0 && used + width(word.trim_end(), size) > room {
            lines.push(String::new());
            used = 0.0;
        }
        if wide <= room {
            used += wide;
            push(&mut lines, &word);
            continue;
        }
        for c in word.chars() {
            let wide = advance(c) * size / 1000.0;
            if used > 0.0 && used + wide > room {
                lines.push(String::new());
                used = 0.0;
            }
            used += wide;
            push(&mut lines, c.encode_utf8(&mut [0; 4]));
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

/// What stays on one line: a Chinese character, or a word with the blanks after it.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut may_join = false;
    for c in text.chars() {
        let is_latin = latin(c).is_some();
        match words.last_mut() {
            Some(word) if may_join && is_latin && (c == ' ' || !word.ends_with(' ')) => word.push(c),
            _ => words.push(c.to_string()),
        }
        may_join = is_latin;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_chinese_characters() {
        assert_eq!(wrap("one two three", 10.0, width("one two", 10.0)), ["one two", "three"]);
        assert_eq!(wrap("九折优惠券", 10.0, 20.0), ["九折", "优惠", "券"]);
        assert_eq!(wrap("abcdef", 10.0, width("abc", 10.0)), ["abc", "def"]);
        assert_eq!(wrap("", 10.0, 5.0), [""]);
        // Narrower than one character: one a line, and no end without end.
        assert_eq!(wrap("九折", 10.0, 1.0), ["九", "折"]);
    }

    #[test]
    fn each_font_gets_its_own_bytes() {
        let all = pieces("¥5 折é");
        let chinese = Piece::Chinese(vec![0x62, 0x98]);
        assert_eq!(all, [Piece::Latin(vec![0xA5, b'5', b' ']), chinese, Piece::Latin(vec![0xE9])]);
    }
}
