//! Workbooks: one sheet a table, with title and fields above it. Text is always text, whatever it starts with, so no cell
//! turns into a formula. A number that a workbook's binary fraction would round is written as text.

use crate::RenderError;
use bodega_domain::document::{Cell, Document, Kind, Row, Table, minor_digits};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// The longest text of a cell, characters: Excel's own bound.
const TEXT_MAX: usize = 32_767;
/// Decimal digits that a double always keeps.
const EXACT_DIGITS: usize = 15;
/// The longest name of a sheet, characters: Excel's own bound.
const SHEET_NAME_MAX: usize = 31;
/// The widest column, characters.
const WIDTH_MAX: usize = 60;

pub(crate) fn render(document: &Document) -> Result<Vec<u8>, RenderError> {
    let mut workbook = Workbook::new();
    // A fixed date: the same data, the same bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    let properties = DocProperties::new().set_title(&document.title).set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let mut names = Vec::new();
    for table in &document.tables {
        let name = sheet_name(&table.title, &names);
        let sheet = workbook.add_worksheet();
        sheet.set_name(&name).map_err(failed)?;
        names.push(name);
        write_table(sheet, document, table).map_err(|error| match error {
            XlsxError::MaxStringLengthExceeded => {
                RenderError::TextTooLong { table: table.title.clone(), max: TEXT_MAX }
            }
            error => failed(error),
        })?;
    }
    if document.tables.is_empty() {
        write_head(workbook.add_worksheet(), document).map_err(failed)?;
    }
    workbook.save_to_buffer().map_err(failed)
}

fn failed(error: XlsxError) -> RenderError {
    RenderError::Workbook(error.to_string())
}

/// A name that Excel takes and no other sheet has.
fn sheet_name(title: &str, taken: &[String]) -> String {
    let plain = |c: char| if c.is_control() || "[]:*?/\\'".contains(c) { ' ' } else { c };
    let clean: String = title.chars().map(plain).collect();
    let clean = if clean.trim().is_empty() { "Sheet" } else { clean.trim() };
    let is_free = |name: &str| !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let named = |ending: String| -> String {
        let room = SHEET_NAME_MAX - ending.chars().count();
        clean.chars().take(room).chain(ending.chars()).collect()
    };
    let first = std::iter::once(named(String::new()));
    let mut all = first.chain((2..).map(|number| named(format!(" {number}"))));
    all.find(|name| is_free(name)).unwrap_or_else(|| clean.to_owned())
}

/// Writes title and fields; gives the row below them.
fn write_head(sheet: &mut Worksheet, document: &Document) -> Result<u32, XlsxError> {
    let title = Format::new().set_bold().set_font_size(14);
    let label = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, &document.title, &title)?;
    let mut row = 1;
    for (name, value) in &document.fields {
        sheet.write_string_with_format(row, 0, name, &label)?;
        sheet.write_string(row, 1, value)?;
        row += 1;
    }
    Ok(row + 1)
}

fn write_table(sheet: &mut Worksheet, document: &Document, table: &Table) -> Result<(), XlsxError> {
    let top = write_head(sheet, document)?;
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let formats: Vec<(Format, Format)> = table
        .columns
        .iter()
        .map(|column| {
            let plain = format_of(&column.kind);
            (plain.clone(), plain.set_bold().set_border_top(FormatBorder::Thin))
        })
        .collect();
    for (index, column) in (0u16..).zip(&table.columns) {
        let align = if column.kind.is_number() { FormatAlign::Right } else { FormatAlign::Left };
        sheet.write_string_with_format(top, index, &column.title, &head.clone().set_align(align))?;
        sheet.set_column_width(index, width(table, usize::from(index)))?;
    }
    sheet.set_freeze_panes(top + 1, 0)?;
    let mut row = top + 1;
    for line in &table.rows {
        write_row(sheet, row, table, line, &formats)?;
        row += 1;
    }
    if !document.footer.is_empty() {
        sheet.write_string(row + 1, 0, &document.footer)?;
    }
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    table: &Table,
    line: &Row,
    formats: &[(Format, Format)],
) -> Result<(), XlsxError> {
    let places = (0u16..).zip(&table.columns).zip(&line.cells).zip(formats);
    for (((index, column), cell), (plain, total)) in places {
        let format = if line.is_total { total } else { plain };
        match cell {
            Cell::Empty if line.is_total => _ = sheet.write_blank(row, index, format)?,
            Cell::Empty => {}
            Cell::Text(text) => match day(&column.kind, text) {
                Some(day) => _ = sheet.write_datetime_with_format(row, index, &day, format)?,
                None => _ = sheet.write_string_with_format(row, index, text, format)?,
            },
            Cell::Number(number) => match exact(&column.kind, *number) {
                Ok(value) => _ = sheet.write_number_with_format(row, index, value, format)?,
                Err(text) => _ = sheet.write_string_with_format(row, index, text, format)?,
            },
        }
    }
    Ok(())
}

fn day(kind: &Kind, text: &str) -> Option<ExcelDateTime> {
    let is_day = *kind == Kind::Date && text.len() == "2026-01-01".len();
    is_day.then(|| ExcelDateTime::parse_from_str(text).ok()).flatten()
}

/// A number that reads back digit by digit, or its text where a double would round it.
fn exact(kind: &Kind, number: i64) -> Result<f64, String> {
    // A percentage is kept as a fraction, which the format shows.
    let decimal = match kind {
        Kind::Rate => Kind::Quantity.decimal(number),
        kind => kind.decimal(number),
    };
    let digits = decimal.chars().filter(char::is_ascii_digit).skip_while(|digit| *digit == '0').count();
    match decimal.parse() {
        Ok(value) if digits <= EXACT_DIGITS => Ok(value),
        _ => Err(kind.decimal(number)),
    }
}

fn format_of(kind: &Kind) -> Format {
    let format = Format::new();
    let format = match kind {
        Kind::Text => return format,
        Kind::Date => return format.set_num_format("yyyy-mm-dd"),
        Kind::Money(currency) => match minor_digits(currency) {
            0 => format.set_num_format("#,##0"),
            3 => format.set_num_format("#,##0.000"),
            _ => format.set_num_format("#,##0.00"),
        },
        Kind::Count => format.set_num_format("#,##0"),
        Kind::Quantity => format,
        Kind::Rate => format.set_num_format("0.00##%"),
    };
    format.set_align(FormatAlign::Right)
}

/// Characters of the widest cell; Chinese ones count twice.
fn width(table: &Table, index: usize) -> f64 {
    let column = &table.columns[index];
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let cells = table.rows.iter().filter_map(|row| row.cells.get(index)).map(|cell| match cell {
        Cell::Text(text) => wide(text),
        // Room for separators of thousands.
        Cell::Number(number) => column.kind.decimal(*number).len() * 4 / 3,
        Cell::Empty => 0,
    });
    let widest = cells.chain([wide(&column.title)]).max().unwrap_or(0);
    u32::try_from(widest.clamp(6, WIDTH_MAX) + 2).map_or(10.0, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_what_they_are_or_become_text() {
        let cny = Kind::Money("CNY".to_owned());
        assert_eq!(exact(&cny, 1).map(|value| value.to_string()), Ok("0.01".to_owned()));
        // 15 digits are kept, 17 are not.
        assert_eq!(
            exact(&cny, 999_999_999_999_999).map(|v| v.to_string()),
            Ok("9999999999999.99".to_owned())
        );
        assert_eq!(exact(&cny, 12_345_678_901_234_567), Err("123456789012345.67".to_owned()));
        assert_eq!(exact(&Kind::Rate, 130_000), Ok(0.13));
    }

    #[test]
    fn sheets_have_names_that_excel_takes() {
        let taken = vec!["销售 明细".to_owned()];
        assert_eq!(sheet_name("销售/明细", &taken), "销售 明细 2");
        assert_eq!(sheet_name("", &[]), "Sheet");
        assert_eq!(sheet_name(&"很".repeat(40), &[]).chars().count(), SHEET_NAME_MAX);
    }
}
