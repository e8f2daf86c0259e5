//! Money, quantity, rounding and allocation arithmetic shared by the host and by plugins.
//!
//! Money is `i64` minor units of one currency; quantity is `i64` millionths; rates are parts per million or
//! basis points, as the name says. Intermediates are 128-bit; nothing here uses floats, allocates more than its
//! answer, or panics on any input a till can produce.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod allocate;
mod quantity;
mod round;

pub use allocate::{Remainder, capped_split, capped_split_into, split, split_into};
pub use quantity::{MICROS_PER_ONE, Micros, ParseQuantityError, line_amount};
pub use round::{Rounding, div_round};

/// Parts per million in one whole.
pub const PPM: i64 = 1_000_000;
/// Basis points in one whole.
pub const BASIS_POINTS: i64 = 10_000;
