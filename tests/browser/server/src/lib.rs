//! The server's half of the browser parity tests (`tests/browser`): what the real plugin host answers, as text that
//! the browser's answers are compared with, and guests built against contract versions that do not exist.

pub mod answers;
// The format of case files is read in one place only; that crate is a program and offers no library.
#[path = "../../../cases/src/case.rs"]
mod case;
pub mod cases;
pub mod fixtures;
pub mod growth;
