//! Enums that are stored as words.

/// Gives an enum its words: `as_str`, `parse`, and `read` for columns that hold nothing else.
macro_rules! words {
    ($type:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $type {
            /// The text in databases and on the wire.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($type::$variant => $text,)*
                }
            }

            /// Reads [`Self::as_str`].
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some($type::$variant),)*
                    _ => None,
                }
            }

            /// Reads a column.
            #[allow(dead_code)]
            pub(crate) fn read(text: &str) -> Result<Self, crate::StoreError> {
                Self::parse(text).ok_or_else(|| crate::StoreError::damaged(stringify!($type), text))
            }
        }
    };
}
pub(crate) use words;
