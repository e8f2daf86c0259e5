//! Wrong guesses, counted by what is guessed at: an account, an address. Whether there is such an account makes no
//! difference.

use crate::db::{Row, Sql};
use crate::{Store, StoreError};

/// Wrong guesses so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guessed {
    /// In a row.
    pub wrong: u32,
    /// When the last one was, ms since 1970 UTC.
    pub last_ms: i64,
}

impl Store {
    /// Wrong guesses at something so far.
    pub async fn guesses(&self, what: &str) -> Result<Guessed, StoreError> {
        let text = "SELECT wrong, last_ms FROM guess WHERE what = ?";
        match Sql::with(self.backend(), text, [what.into()]).one(&self.db.read).await? {
            Some(row) => Ok(Guessed {
                wrong: u32::try_from(row.at::<i64>(0)?).unwrap_or(u32::MAX),
                last_ms: row.at(1)?,
            }),
            None => Ok(Guessed::default()),
        }
    }

    /// Counts a wrong guess before it is looked at, so that many at once are all counted; the count starts anew where the
    /// last is older than `forget_ms`.
    pub async fn count_guess(&self, what: &str, now_ms: i64, forget_ms: i64) -> Result<(), StoreError> {
        let text = "INSERT INTO guess (what, wrong, last_ms) VALUES (?, 1, ?) ON CONFLICT (what) DO UPDATE SET \
                    wrong = CASE WHEN guess.last_ms < ? THEN 1 ELSE guess.wrong + 1 END, last_ms = excluded.last_ms";
        let values = [what.into(), now_ms.into(), (now_ms - forget_ms).into()];
        Sql::with(self.backend(), text, values).execute(&self.db.write).await.map(|_| ())
    }

    /// Forgets the guesses at something: it was right.
    pub async fn forget_guesses(&self, what: &str) -> Result<(), StoreError> {
        let text = "DELETE FROM guess WHERE what = ?";
        Sql::with(self.backend(), text, [what.into()]).execute(&self.db.write).await.map(|_| ())
    }

    /// Takes one guess back: it was right, which says nothing of the others.
    pub async fn forgive_guess(&self, what: &str) -> Result<(), StoreError> {
        let text = "UPDATE guess SET wrong = wrong - 1 WHERE what = ? AND wrong > 0";
        Sql::with(self.backend(), text, [what.into()]).execute(&self.db.write).await.map(|_| ())
    }

    /// Forgets guesses that are older than a moment.
    pub async fn purge_guesses(&self, before_ms: i64) -> Result<u64, StoreError> {
        let text = "DELETE FROM guess WHERE last_ms < ?";
        Sql::with(self.backend(), text, [before_ms.into()]).execute(&self.db.write).await
    }
}
