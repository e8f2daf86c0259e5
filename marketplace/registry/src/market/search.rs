//! Search over Chinese and Latin text on both databases: an index of characters and pairs narrows down, a comparison
//! with the folded text decides. Chinese is also found by pinyin, spelled out or by initials.

use pinyin::ToPinyin;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// The longest query that is read; the rest is ignored.
const QUERY_CHARS_MAX: usize = 64;
/// The most words of a query that are read.
const WORDS_MAX: usize = 8;

/// A package's texts with their weights, as they are indexed.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Folded text to compare words with: fields are separated by line ends, which no word holds.
    pub text: String,
    /// Weight by term.
    pub terms: BTreeMap<String, i64>,
}

impl Index {
    /// Adds a field's text.
    pub fn add(&mut self, text: &str, weight: i64) {
        let folded = fold(text);
        self.add_folded(&folded, weight);
        let (spelled, initials) = pinyin_of(&folded);
        self.add_folded(&spelled, weight);
        self.add_folded(&initials, weight);
    }

    fn add_folded(&mut self, folded: &str, weight: i64) {
        if folded.is_empty() {
            return;
        }
        self.text.push_str(folded);
        self.text.push('\n');
        for word in words(folded) {
            for term in all_terms(&word) {
                let known = self.terms.entry(term).or_insert(0);
                *known = weight.max(*known);
            }
        }
    }
}

/// A query's words, folded, and the terms that a package must have to hold them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct SearchQuery {
    pub words: Vec<String>,
    pub terms: Vec<String>,
}

impl SearchQuery {
    /// Reads what somebody typed.
    pub fn read(text: &str) -> Self {
        let cut: String = text.chars().take(QUERY_CHARS_MAX).collect();
        let words: Vec<String> = words(&fold(&cut)).into_iter().take(WORDS_MAX).collect();
        let mut terms: Vec<String> = words.iter().flat_map(|word| narrow_terms(word)).collect();
        terms.sort();
        terms.dedup();
        SearchQuery { words, terms }
    }
}

/// Compatibility forms, width and case do not matter.
fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// Runs of letters and digits; Chinese and Latin are apart, because both are written without a blank between them.
fn words(folded: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for c in folded.chars() {
        let kind = if is_han(c) { Some(true) } else { c.is_alphanumeric().then_some(false) };
        match (kind, words.last_mut()) {
            (Some(_), Some(word)) if kind == last => word.push(c),
            (Some(_), _) => words.push(c.to_string()),
            (None, _) => {}
        }
        last = kind;
    }
    words
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '\u{3040}'..='\u{30ff}')
}

/// Every character and every pair of neighbours.
fn all_terms(word: &str) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    let singles = chars.iter().map(char::to_string);
    singles.chain(chars.windows(2).map(|pair| pair.iter().collect())).collect()
}

/// The pairs of a word, or its only character.
fn narrow_terms(word: &str) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    match chars.as_slice() {
        [one] => vec![one.to_string()],
        many => many.windows(2).map(|pair| pair.iter().collect()).collect(),
    }
}

/// Chinese runs spelled out and by initials, other text left out.
fn pinyin_of(folded: &str) -> (String, String) {
    let (mut spelled, mut initials) = (String::new(), String::new());
    for c in folded.chars() {
        match c.to_pinyin() {
            Some(sound) => {
                spelled.push_str(sound.plain());
                initials.push_str(sound.first_letter());
            }
            None if spelled.is_empty() || spelled.ends_with(' ') => {}
            None => {
                spelled.push(' ');
                initials.push(' ');
            }
        }
    }
    (spelled.trim_end().to_owned(), initials.trim_end().to_owned())
}

/// A `LIKE` pattern of text that holds a word; `\` escapes.
pub(crate) fn like(word: &str) -> String {
    let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(texts: &[&str], query: &str) -> bool {
        let mut index = Index::default();
        texts.iter().for_each(|text| index.add(text, 1));
        let query = SearchQuery::read(query);
        !query.words.is_empty()
            && query.terms.iter().all(|term| index.terms.contains_key(term))
            && query.words.iter().all(|word| index.text.contains(word.as_str()))
    }

    #[test]
    fn chinese_is_found_by_parts_pinyin_and_initials() {
        let texts = ["会员积分 Points", "支持 ERP 对接"];
        for query in [
            "会员",
            "员积",
            "积",
            "积分",
            "huiyuan",
            "HYJF",
            "jf",
            "erp对接",
            "ＥＲＰ",
            "point",
            "OINT",
            "会员 erp",
        ] {
            assert!(finds(&texts, query), "{query}");
        }
        for query in ["员会", "分积", "促销", "xyz", "会员 促销", "", " ,. "] {
            assert!(!finds(&texts, query), "{query}");
        }
    }

    #[test]
    fn pairs_alone_do_not_decide() {
        assert!(!finds(&["ab bc"], "abc"));
        assert!(finds(&["xabcx"], "abc"));
    }

    #[test]
    fn a_query_is_bounded() {
        let query = SearchQuery::read(&"a b ".repeat(1000));
        assert_eq!(query.words.len(), WORDS_MAX);
        assert!(SearchQuery::read(&"长".repeat(1000)).words[0].chars().count() <= QUERY_CHARS_MAX);
    }

    #[test]
    fn patterns_are_escaped() {
        assert_eq!(like("50%_\\"), "%50\\%\\_\\\\%");
    }
}
