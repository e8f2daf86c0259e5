//! Makes documents from data: workbooks (XLSX) and pages (PDF). The same data always gives the same bytes, and no number
//! is rounded on the way.
//!
//! Pages embed no font. Latin text is in Helvetica, which every reader has; Chinese is in `STSong-Light` of the
//! character collection Adobe-GB1 (what GB 18030 of the year 2000 has), for which readers take a Chinese font of their
//! system. So a statement is a few kilobytes, its text can be searched and copied, and what is printed does not depend on a
//! font file of ours. Characters outside the collection (Hangul, emoji) are left blank by most readers.
#![forbid(unsafe_code)]

mod pdf;
mod xlsx;

use bodega_domain::document::{Document, Format};

/// Why a document cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A text is longer than a cell takes.
    #[error("a text of table {table:?} has more than {max} characters")]
    TextTooLong {
        /// Which table.
        table: String,
        /// What a cell takes.
        max: usize,
    },
    /// The workbook could not be written.
    #[error("the workbook could not be made: {0}")]
    Workbook(String),
}

/// The bytes of a document.
///
/// # Errors
/// Where a text does not fit.
pub fn render(document: &Document) -> Result<Vec<u8>, RenderError> {
    match document.format {
        Format::Xlsx => xlsx::render(document),
        Format::Pdf => Ok(pdf::render(document)),
    }
}
