//! Documents for people: what is in them, as plain data. What they look like is `bodega-documents`'s.

use serde::Serialize;

/// Columns of a table.
pub const COLUMNS_MAX: usize = 50;
/// Cells of a document, all tables together.
pub const CELLS_MAX: usize = 200_000;

/// The form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// Pages.
    Pdf,
}

impl Format {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Pdf => "application/pdf",
        }
    }
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Its form.
    pub format: Format,
    /// The file's name, without a path.
    pub name: String,
    /// For the reader.
    pub title: String,
    /// A BCP 47 tag.
    pub language: String,
    /// Labels and values above the tables.
    pub fields: Vec<(String, String)>,
    /// In their order.
    pub tables: Vec<Table>,
    /// Below the tables; empty for nothing.
    pub footer: String,
}

impl Document {
    /// How many cells it has.
    pub fn cells(&self) -> usize {
        self.tables.iter().map(|table| table.rows.len() * table.columns.len()).sum()
    }
}

/// A table of a document. Every row has as many cells as there are columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// For the reader; the name of a workbook's sheet.
    pub title: String,
    /// What is in each column.
    pub columns: Vec<Column>,
    /// In their order.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// For the reader.
    pub title: String,
    /// What its numbers are.
    pub kind: Kind,
}

/// What the numbers of a column are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// None: it holds text.
    Text,
    /// Minor units of the currency of this code.
    Money(String),
    /// Plain whole numbers.
    Count,
    /// Millionths.
    Quantity,
    /// Parts per million, read as a percentage.
    Rate,
    /// `YYYY-MM-DD`.
    Date,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// One a column.
    pub cells: Vec<Cell>,
    /// Whether it stands out as a sum.
    pub is_total: bool,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A number in the unit of its column.
    Number(i64),
    /// Nothing.
    Empty,
}

impl Kind {
    /// Digits after the point that a number of this kind has, and whether zeros at the end are left out.
    fn digits(&self) -> (u32, bool) {
        match self {
            Kind::Text | Kind::Count | Kind::Date => (0, false),
            Kind::Money(currency) => (minor_digits(currency), false),
            Kind::Quantity => (6, true),
            // A percentage: a millionth is 0.0001 %.
            Kind::Rate => (4, true),
        }
    }

    /// A number of this kind as exact decimal text, without a unit: `-12.30`, `1.5`.
    pub fn decimal(&self, number: i64) -> String {
        let (digits, is_short) = self.digits();
        let (scale, size) = (10u64.pow(digits), number.unsigned_abs());
        let sign = if number < 0 { "-" } else { "" };
        if digits == 0 {
            return format!("{sign}{size}");
        }
        let text = format!("{sign}{}.{:0width$}", size / scale, size % scale, width = digits as usize);
        if is_short { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }

    /// Whether its numbers stand at the right.
    pub fn is_number(&self) -> bool {
        !matches!(self, Kind::Text | Kind::Date)
    }
}

/// Digits of the minor unit of an ISO 4217 currency; 2 where the code is not known.
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_text() {
        let cny = Kind::Money("CNY".to_owned());
        assert_eq!(cny.decimal(-5), "-0.05");
        assert_eq!(cny.decimal(i64::MIN), "-92233720368547758.08");
        assert_eq!(Kind::Money("JPY".to_owned()).decimal(1200), "1200");
        assert_eq!(Kind::Money("KWD".to_owned()).decimal(1), "0.001");
        assert_eq!(Kind::Quantity.decimal(1_500_000), "1.5");
        assert_eq!(Kind::Quantity.decimal(-2_000_000), "-2");
        assert_eq!(Kind::Rate.decimal(130_000), "13");
        assert_eq!(Kind::Count.decimal(100), "100");
    }
}
