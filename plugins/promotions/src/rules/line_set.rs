//! A set of line numbers as bits. The first 64 lines need no heap, so sets of ordinary baskets are free to copy.

const WORD: usize = u64::BITS as usize;

/// Lines of one basket. All sets that meet must be made for the same number of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LineSet {
    first: u64,
    rest: Vec<u64>,
}

impl LineSet {
    pub(super) fn none(lines: usize) -> Self {
        LineSet { first: 0, rest: vec![0; lines.saturating_sub(1) / WORD] }
    }

    pub(super) fn all(lines: usize) -> Self {
        let mut set = Self::none(lines);
        let mut left = lines;
        for word in std::iter::once(&mut set.first).chain(&mut set.rest) {
            *word = if left >= WORD { u64::MAX } else { (1 << left) - 1 };
            left = left.saturating_sub(WORD);
        }
        set
    }

    /// Adds a line and tells whether it is new.
    pub(super) fn insert(&mut self, line: usize) -> bool {
        let word = self.word_mut(line);
        let before = *word;
        *word |= 1 << (line % WORD);
        *word != before
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first == 0 && self.rest.iter().all(|&word| word == 0)
    }

    pub(super) fn add(&mut self, other: &LineSet) {
        self.combine(other, |mine, theirs| mine | theirs);
    }

    pub(super) fn keep(&mut self, other: &LineSet) {
        self.combine(other, |mine, theirs| mine & theirs);
    }

    pub(super) fn remove(&mut self, other: &LineSet) {
        self.combine(other, |mine, theirs| mine & !theirs);
    }

    /// Line numbers in ascending order.
    pub(super) fn iter(&self) -> Iter<'_> {
        Iter { word: self.first, base: 0, rest: &self.rest }
    }

    fn combine(&mut self, other: &LineSet, with: impl Fn(u64, u64) -> u64) {
        debug_assert_eq!(self.rest.len(), other.rest.len());
        self.first = with(self.first, other.first);
        for (mine, &theirs) in self.rest.iter_mut().zip(&other.rest) {
            *mine = with(*mine, theirs);
        }
    }

    fn word_mut(&mut self, line: usize) -> &mut u64 {
        if line < WORD { &mut self.first } else { &mut self.rest[line / WORD - 1] }
    }
}

/// See [`LineSet::iter`].
pub(super) struct Iter<'a> {
    word: u64,
    base: usize,
    rest: &'a [u64],
}

impl Iterator for Iter<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.word == 0 {
            let (&next, rest) = self.rest.split_first()?;
            (self.word, self.rest) = (next, rest);
            self.base += WORD;
        }
        let bit = self.word.trailing_zeros() as usize;
        self.word &= self.word - 1;
        Some(self.base + bit)
    }
}

#[cfg(test)]
mod tests {
    use super::LineSet;

    #[test]
    fn sets_of_any_size_count_their_lines() {
        for lines in [0, 1, 63, 64, 65, 128, 129, 500] {
            let all = LineSet::all(lines);
            assert_eq!(all.iter().collect::<Vec<_>>(), (0..lines).collect::<Vec<_>>());
            assert_eq!(all.is_empty(), lines == 0);
            let mut odd = LineSet::none(lines);
            (0..lines).filter(|line| line % 2 == 1).for_each(|line| assert!(odd.insert(line)));
            let mut even = all.clone();
            even.remove(&odd);
            assert_eq!(even.iter().collect::<Vec<_>>(), (0..lines).step_by(2).collect::<Vec<_>>());
            even.add(&odd);
            assert_eq!(even, all);
            even.keep(&odd);
            assert_eq!(even, odd);
        }
    }
}
