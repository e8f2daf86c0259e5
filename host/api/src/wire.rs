//! What the wire types of all nouns share.

/// An enum of ours on the wire, in snake case, that turns into the use cases' own and back.
macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident = $other:path { $($(#[$variant_doc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl From<$other> for $name {
            fn from(other: $other) -> Self {
                use $other as Other;
                match other {
                    $(Other::$variant => $name::$variant,)*
                }
            }
        }

        impl From<$name> for $other {
            fn from(wire: $name) -> Self {
                use $other as Other;
                match wire {
                    $($name::$variant => Other::$variant,)*
                }
            }
        }
    };
}

pub(crate) use wire_enum;

use crate::problem::Problem;

/// Refuses a text of more than `max` characters, or of none.
pub(crate) fn bounded(pointer: &str, text: &str, max: usize) -> Result<(), Problem> {
    if text.is_empty() || text.chars().count() > max {
        let detail = format!("must have 1 to {max} characters");
        return Err(Problem::unprocessable("field.too_long", pointer, detail));
    }
    Ok(())
}

/// JSON that the database keeps as text.
pub(crate) fn stored_json(text: &str) -> Result<serde_json::Value, Problem> {
    serde_json::from_str(text).map_err(|error| Problem::fault(&format!("stored JSON does not read: {error}")))
}
