//! Loads the Complete Journey data and rings up a day of real baskets.

pub mod data;
