//! A workbook, read back with nothing of the library that wrote it: a zip archive of XML.

use bodega_documents::render;
use bodega_domain::document::{Cell, Column, Document, Format, Kind, Row, Table};
use std::io::{Cursor, Read};

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
    let mut text = String::new();
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("XML");
    text
}

fn book() -> Document {
    let column = |title: &str, kind| Column { title: title.to_owned(), kind };
    let cny = || Kind::Money("CNY".to_owned());
    Document {
        format: Format::Xlsx,
        name: "凭证.xlsx".to_owned(),
        title: "凭证".to_owned(),
        language: "zh-CN".to_owned(),
        fields: vec![("期间".to_owned(), "2026-11".to_owned())],
        tables: vec![
            Table {
                title: "借/贷".to_owned(),
                columns: vec![column("科目", Kind::Text), column("金额", cny()), column("日期", Kind::Date)],
                rows: vec![
                    Row {
                        cells: vec![
                            Cell::Text("=HYPERLINK(\"http://x\")".to_owned()),
                            Cell::Number(1_010),
                            Cell::Text("2026-11-22".to_owned()),
                        ],
                        is_total: false,
                    },
                    Row {
                        cells: vec![
                            Cell::Text("主营业务收入".to_owned()),
                            Cell::Number(12_345_678_901_234_567),
                            Cell::Empty,
                        ],
                        is_total: true,
                    },
                ],
            },
            Table { title: "借/贷".to_owned(), columns: vec![column("空", Kind::Text)], rows: vec![] },
        ],
        footer: String::new(),
    }
}

#[test]
fn cells_are_exact_and_text_is_never_a_formula() {
    let bytes = render(&book()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<v>10.1</v>"), "{sheet}");
    assert!(!sheet.contains("<f>"), "no formulas");
    // 2026-11-22 as Excel counts days.
    assert!(sheet.contains("<v>46348</v>"), "{sheet}");
    let texts = part(&bytes, "xl/sharedStrings.xml");
    for text in ["主营业务收入", "123456789012345.67", "=HYPERLINK", "期间", "2026-11"] {
        assert!(texts.contains(text), "{text}: {texts}");
    }
    let names = part(&bytes, "xl/workbook.xml");
    assert!(names.contains("name=\"借 贷\"") && names.contains("name=\"借 贷 2\""), "{names}");
    assert_eq!(bytes, render(&book()).unwrap(), "the same data gives the same bytes");
}

#[test]
fn a_text_that_no_cell_takes_is_named() {
    let mut book = book();
    book.tables[0].rows[0].cells[0] = Cell::Text("长".repeat(40_000));
    let error = render(&book).unwrap_err().to_string();
    assert!(error.contains("借/贷"), "{error}");
}
