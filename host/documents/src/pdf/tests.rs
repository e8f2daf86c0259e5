//! What is on the pages, read back by a reader of the file's own objects.

use bodega_domain::document::{Cell, Column, Document, Format, Kind, Row, Table};
use flate2::read::ZlibDecoder;
use std::io::Read;

fn statement(rows: usize) -> Document {
    let cny = || Kind::Money("CNY".to_owned());
    let column = |title: &str, kind| Column { title: title.to_owned(), kind };
    let line = |n: usize| Row {
        cells: vec![
            Cell::Text("2026-11-01".to_owned()),
            Cell::Text(format!("第 {n} 笔 加盟结算 settlement")),
            Cell::Number(123_456_789 + n as i64),
            Cell::Empty,
        ],
        is_total: false,
    };
    let total = Row {
        cells: vec![
            Cell::Text("合计".to_owned()),
            Cell::Empty,
            Cell::Number(-1_234_567),
            Cell::Number(130_000),
        ],
        is_total: true,
    };
    Document {
        format: Format::Pdf,
        name: "statement.pdf".to_owned(),
        title: "加盟结算单".to_owned(),
        language: "zh-CN".to_owned(),
        fields: vec![("门店".to_owned(), "南京东路店".to_owned())],
        tables: vec![Table {
            title: "明细".to_owned(),
            columns: vec![
                column("日期", Kind::Date),
                column("摘要", Kind::Text),
                column("金额", cny()),
                column("费率", Kind::Rate),
            ],
            rows: (0..rows).map(line).chain([total]).collect(),
        }],
        footer: "Bodega".to_owned(),
    }
}

/// The inflated streams of a file, in order.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let find = |from: usize, what: &[u8]| {
        pdf[from..].windows(what.len()).position(|window| window == what).map(|at| from + at)
    };
    let (mut streams, mut at) = (Vec::new(), 0);
    while let Some(start) = find(at, b"stream\n").map(|start| start + b"stream\n".len()) {
        let end = find(start, b"\nendstream").expect("an end");
        let mut bytes = Vec::new();
        ZlibDecoder::new(&pdf[start..end]).read_to_end(&mut bytes).expect("deflated");
        streams.push(bytes);
        at = end + b"\nendstream".len();
    }
    streams
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

#[test]
fn a_statement_says_what_it_was_given() {
    let pdf = super::render(&statement(3));
    assert!(pdf.starts_with(b"%PDF-1.") && pdf.ends_with(b"%%EOF"));
    let page = &streams(&pdf)[0];
    for number in ["1,234,567.89", "1,234,567.91", "-12,345.67", "13%", "settlement", "1 / 1"] {
        assert!(holds(page, number.as_bytes()), "{number}");
    }
    assert_eq!(pdf, super::render(&statement(3)), "the same data gives the same bytes");
}

#[test]
fn long_tables_go_on_over_pages_with_their_head() {
    let pages = super::lay_out(&statement(200));
    assert!(pages.len() > 3);
    for page in &pages {
        assert!(page.marks.iter().any(|mark| mark.text == "金额"), "the head is on each page");
        assert!(page.marks.iter().all(|mark| mark.y > 0.0 && mark.x >= 0.0 && mark.x < page.width));
    }
    let count =
        pages.iter().flat_map(|page| &page.marks).filter(|mark| mark.text.starts_with("1,234,5")).count();
    assert_eq!(count, 200, "no row is lost");
}

#[test]
fn wide_tables_keep_their_numbers_whole() {
    let mut wide = statement(0);
    let column = Column { title: "金额".to_owned(), kind: Kind::Money("CNY".to_owned()) };
    wide.tables[0].columns = vec![column; 12];
    let row = Row { cells: vec![Cell::Number(9_876_543_210); 12], is_total: false };
    wide.tables[0].rows = vec![row];
    let pages = super::lay_out(&wide);
    assert!(pages[0].width > pages[0].height);
    let whole = pages[0].marks.iter().filter(|mark| mark.text == "98,765,432.10").count();
    assert_eq!(whole, 12);
}
