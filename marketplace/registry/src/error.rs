//! What can go wrong below the two interfaces. What a caller did wrong has its own types beside the handlers.

/// A failure of the registry itself; callers see 500 or 503, the log keeps the cause.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The database refused or cannot be reached.
    #[error("the registry's database failed")]
    Database(#[from] sea_orm::DbErr),
    /// The object store refused or cannot be reached.
    #[error("the registry's object store failed")]
    Storage(#[from] object_store::Error),
    /// A setting that cannot be used.
    #[error("{setting} cannot be used: {problem}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// What to change.
        problem: String,
    },
    /// Stored data breaks a rule of the registry.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// A token could not be made.
    #[error("a token could not be made")]
    Token(#[from] jsonwebtoken::errors::Error),
}

impl RegistryError {
    /// Stored text that should only hold words of ours.
    pub(crate) fn damaged(what: &str, text: &str) -> Self {
        RegistryError::Damaged(format!("{what} {text:?}"))
    }

    /// Whether the same request may succeed later.
    pub fn is_retryable(&self) -> bool {
        use sea_orm::DbErr;
        match self {
            RegistryError::Database(error) => matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)),
            _ => false,
        }
    }

    /// The chain of causes in one line, for the log.
    pub(crate) fn causes(&self) -> String {
        let mut text = self.to_string();
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            text = format!("{text}: {cause}");
            next = cause.source();
        }
        text
    }
}
