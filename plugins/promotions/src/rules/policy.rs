//! How promotions meet each other: the options a merchant sets (section 10).

use serde::{Deserialize, Serialize};

/// The options of section 10 that evaluation reads. `sequence` is spent in compiling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub(super) rounding: Rounding,
    pub(super) round_at: RoundAt,
    pub(super) percent_base: PercentBase,
    pub(super) proration: Proration,
    pub(super) line_conflict: LineConflict,
    pub(super) group_pick: GroupPick,
    pub(super) priority_groups: Option<PriorityGroups>,
    pub(super) manual_line_discount: ManualLineDiscount,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sequence {
    #[default]
    LineThenOrder,
    Priority,
}

/// Where an exact half goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Rounding {
    #[default]
    Up,
    Down,
    Even,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum RoundAt {
    #[default]
    Line,
    Unit,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum PercentBase {
    #[default]
    Running,
    Original,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Proration {
    #[default]
    LargestRemainder,
    FloorThenFirst,
    HalfDownThenFirst,
    ShareLastTakesRest,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum LineConflict {
    #[default]
    Stack,
    BestPerLine,
    HighestPriorityOnly,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum GroupPick {
    #[default]
    Priority,
    Best,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum PriorityGroups {
    CompoundWithinStopAcross,
    BestWithinCompoundAcross,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum ManualLineDiscount {
    #[default]
    Stack,
    ReplacesLinePromotions,
}

impl From<Rounding> for bodega_core::Rounding {
    fn from(rounding: Rounding) -> Self {
        match rounding {
            Rounding::Up => Self::HalfUp,
            Rounding::Down => Self::HalfDown,
            Rounding::Even => Self::HalfEven,
        }
    }
}

impl From<Proration> for bodega_core::Remainder {
    fn from(proration: Proration) -> Self {
        match proration {
            Proration::LargestRemainder => Self::LargestRemainder,
            Proration::FloorThenFirst => Self::FloorThenFirst,
            Proration::HalfDownThenFirst => Self::HalfDownThenFirst,
            Proration::ShareLastTakesRest => Self::LastTakesRest,
        }
    }
}
