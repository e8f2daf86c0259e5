//! Where everything stands: pages of marks and rules.

use super::text::{clean, width, wrap};
use super::{Mark, Rule};
use bodega_domain::document::{Cell, Document, Kind, Row, Table};

/// A4, points.
const SHORT: f32 = 595.0;
const LONG: f32 = 842.0;
const MARGIN: f32 = 42.0;
/// Tables of more columns lie on their side.
const UPRIGHT_COLUMNS_MAX: usize = 7;
/// Font sizes of tables: the first at which numbers fit whole is taken.
const TABLE_SIZES: [f32; 5] = [9.0, 8.0, 7.0, 6.0, 5.0];
const TITLE_SIZE: f32 = 16.0;
const HEADING_SIZE: f32 = 11.0;
const TEXT_SIZE: f32 = 9.0;
/// Between columns.
const GAP: f32 = 8.0;
/// The least room for a column of text.
const TEXT_ROOM_MIN: f32 = 40.0;
/// A line's height in font sizes.
const LEADING: f32 = 1.45;

/// A page.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub width: f32,
    pub height: f32,
    pub marks: Vec<Mark>,
    pub rules: Vec<Rule>,
}

/// Pages under way; `y` is the lower end of what stands on the last.
struct Sheet {
    pages: Vec<Page>,
    width: f32,
    height: f32,
    y: f32,
}

pub(super) fn lay_out(document: &Document) -> Vec<Page> {
    let columns = document.tables.iter().map(|table| table.columns.len()).max().unwrap_or(0);
    let (width, height) = if columns > UPRIGHT_COLUMNS_MAX { (LONG, SHORT) } else { (SHORT, LONG) };
    let mut sheet = Sheet { pages: Vec::new(), width, height, y: 0.0 };
    sheet.new_page();
    sheet.text(&document.title, TITLE_SIZE, true);
    for (label, value) in &document.fields {
        sheet.text(&format!("{label}: {value}"), TEXT_SIZE, false);
    }
    for table in &document.tables {
        lay_out_table(&mut sheet, table);
    }
    if !document.footer.is_empty() {
        sheet.y -= GAP;
        sheet.text(&document.footer, TEXT_SIZE, false);
    }
    sheet.finish()
}

impl Sheet {
    fn room(&self) -> f32 {
        self.width - 2.0 * MARGIN
    }

    fn new_page(&mut self) {
        let (width, height) = (self.width, self.height);
        self.pages.push(Page { width, height, marks: Vec::new(), rules: Vec::new() });
        self.y = height - MARGIN;
    }

    fn has_room(&self, height: f32) -> bool {
        self.y - height >= MARGIN
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.marks.push(mark);
        }
    }

    fn rule(&mut self, y: f32) {
        let rule = Rule { x: MARGIN, y, width: self.room() };
        if let Some(page) = self.pages.last_mut() {
            page.rules.push(rule);
        }
    }

    /// A paragraph.
    fn text(&mut self, text: &str, size: f32, is_bold: bool) {
        for line in wrap(&clean(text), size, self.room()) {
            if !self.has_room(size * LEADING) {
                self.new_page();
            }
            self.y -= size * LEADING;
            let y = self.y;
            self.mark(Mark { x: MARGIN, y, size, is_bold, text: line });
        }
    }

    /// Numbers the pages.
    fn finish(mut self) -> Vec<Page> {
        let count = self.pages.len();
        for (index, page) in self.pages.iter_mut().enumerate() {
            let text = format!("{} / {count}", index + 1);
            let x = (page.width - width(&text, TEXT_SIZE)) / 2.0;
            page.marks.push(Mark { x, y: MARGIN / 2.0, size: TEXT_SIZE, is_bold: false, text });
        }
        self.pages
    }
}

/// A column's place.
struct Slot {
    x: f32,
    room: f32,
    is_right: bool,
}

/// A row's texts by column, each in its lines.
type Lines = Vec<Vec<String>>;

fn lay_out_table(sheet: &mut Sheet, table: &Table) {
    let (size, slots) = slots(sheet.room(), table);
    let head: Lines =
        table.columns.iter().zip(&slots).map(|(c, s)| wrap(&clean(&c.title), size, s.room)).collect();
    let leading = size * LEADING;
    // A heading stands with the table's head and first row.
    sheet.y -= GAP;
    if !sheet.has_room(HEADING_SIZE * LEADING + height(&head, leading) + leading) {
        sheet.new_page();
    }
    sheet.text(&table.title, HEADING_SIZE, true);
    write_head(sheet, &head, &slots, size);
    for row in &table.rows {
        let lines: Lines = (row.cells.iter().zip(&table.columns).zip(&slots))
            .map(|((cell, column), slot)| wrap(&cell_text(cell, &column.kind), size, slot.room))
            .collect();
        write_row(sheet, row, &lines, (&head, &slots), size);
    }
    let y = sheet.y - 0.3 * leading;
    sheet.rule(y);
    sheet.y = y;
}

fn write_head(sheet: &mut Sheet, head: &Lines, slots: &[Slot], size: f32) {
    for line in 0..lines_of(head) {
        write_line(sheet, head, line, slots, size, true);
    }
    let y = sheet.y - 0.3 * size * LEADING;
    sheet.rule(y);
    sheet.y = y;
}

/// A row goes to the next page as a whole where it fits there; one that is longer than a page goes on behind the head.
fn write_row(sheet: &mut Sheet, row: &Row, lines: &Lines, (head, slots): (&Lines, &[Slot]), size: f32) {
    let leading = size * LEADING;
    let page = sheet.height - 2.0 * MARGIN - height(head, leading) - leading;
    let turn = |sheet: &mut Sheet| {
        sheet.new_page();
        write_head(sheet, head, slots, size);
    };
    let whole = height(lines, leading);
    if whole <= page && !sheet.has_room(whole) {
        turn(sheet);
    }
    if row.is_total {
        let y = sheet.y - 0.2 * leading;
        sheet.rule(y);
    }
    for line in 0..lines_of(lines) {
        if !sheet.has_room(leading) {
            turn(sheet);
        }
        write_line(sheet, lines, line, slots, size, row.is_total);
    }
}

fn write_line(sheet: &mut Sheet, lines: &Lines, line: usize, slots: &[Slot], size: f32, is_bold: bool) {
    sheet.y -= size * LEADING;
    let y = sheet.y;
    for (texts, slot) in lines.iter().zip(slots) {
        let Some(text) = texts.get(line).filter(|text| !text.is_empty()) else { continue };
        let x = if slot.is_right { slot.x + slot.room - width(text, size) } else { slot.x };
        sheet.mark(Mark { x, y, size, is_bold, text: text.clone() });
    }
}

fn lines_of(lines: &Lines) -> usize {
    lines.iter().map(Vec::len).max().unwrap_or(0)
}

fn height(lines: &Lines, leading: f32) -> f32 {
    // Tables have at most as many lines a row as a cell has characters.
    (0..lines_of(lines)).map(|_| leading).sum()
}

/// Font size and places of a table's columns. Numbers get the room they need and stay whole; texts share the rest.
fn slots(room: f32, table: &Table) -> (f32, Vec<Slot>) {
    let mut chosen = (0.0, Vec::new());
    for size in TABLE_SIZES {
        let (rooms, fits) = rooms(room, table, size);
        chosen = (size, rooms);
        if fits {
            break;
        }
    }
    let (size, rooms) = chosen;
    let mut x = MARGIN;
    let slots = rooms.iter().zip(&table.columns).map(|(&room, column)| {
        let slot = Slot { x, room, is_right: column.kind.is_number() };
        x += room + GAP;
        slot
    });
    (size, slots.collect())
}

fn rooms(room: f32, table: &Table, size: f32) -> (Vec<f32>, bool) {
    let count = table.columns.len();
    let gaps: f32 = (1..count).map(|_| GAP).sum();
    let natural: Vec<f32> = (0..count).map(|index| natural(table, index, size)).collect();
    let is_number: Vec<bool> = table.columns.iter().map(|column| column.kind.is_number()).collect();
    let sum = |wanted: bool| -> f32 {
        natural.iter().zip(&is_number).filter(|(_, n)| **n == wanted).map(|(width, _)| width).sum()
    };
    let (numbers, texts) = (sum(true), sum(false));
    let least: f32 =
        natural.iter().zip(&is_number).filter(|(_, n)| !**n).map(|(w, _)| w.min(TEXT_ROOM_MIN)).sum();
    let left = room - gaps - numbers;
    if left < least {
        // Too narrow for all: everybody gives.
        let all = (numbers + texts).max(1.0);
        let rooms = natural.iter().map(|width| width * (room - gaps).max(1.0) / all).collect();
        return (rooms, false);
    }
    // Texts that need less than an even share keep what they need; the others share what is left by their need.
    let scale = if texts > left { left / texts } else { 1.0 };
    let rooms = natural.iter().zip(&is_number).map(|(width, number)| match number {
        true => *width,
        false => width * scale,
    });
    (rooms.collect(), true)
}

/// How wide the widest cell of a column is, its title included where the title is one of a number.
fn natural(table: &Table, index: usize, size: f32) -> f32 {
    let column = &table.columns[index];
    let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
    let widest = cells.map(|cell| width(&cell_text(cell, &column.kind), size)).fold(0.0, f32::max);
    widest.max(width(&clean(&column.title), size)).max(size)
}

fn cell_text(cell: &Cell, kind: &Kind) -> String {
    match cell {
        Cell::Text(text) => clean(text),
        Cell::Empty => String::new(),
        Cell::Number(number) => match kind {
            Kind::Money(_) | Kind::Count => grouped(&kind.decimal(*number)),
            Kind::Rate => format!("{}%", kind.decimal(*number)),
            Kind::Text | Kind::Quantity | Kind::Date => kind.decimal(*number),
        },
    }
}

/// Decimal text with commas between thousands.
fn grouped(decimal: &str) -> String {
    let (sign, rest) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let mut text = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{text}.{fraction}"),
        None => text,
    }
}
