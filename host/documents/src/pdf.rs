//! Pages (A4): title and fields, then the tables one after the other, each with its head again on every page.

mod layout;
mod text;

use bodega_domain::document::Document;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use layout::{Page, lay_out};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use std::collections::BTreeSet;
use std::io::Write;
use text::{Piece, chinese_units, pieces};

/// The fonts' names in pages.
const LATIN: Name = Name(b"F1");
const CHINESE: Name = Name(b"F2");
/// The Chinese font, its encoding and its character collection.
const CHINESE_FONT: Name = Name(b"STSong-Light");
const CHINESE_ENCODING: Name = Name(b"UniGB-UTF16-H");
const CHINESE_COLLECTION: SystemInfo =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 5 };

/// Numbers of the objects that every file has; pages follow.
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const LATIN_FONT: Ref = Ref::new(3);
const TYPE0: Ref = Ref::new(4);
const CID_FONT: Ref = Ref::new(5);
const DESCRIPTOR: Ref = Ref::new(6);
const TO_UNICODE: Ref = Ref::new(7);
const INFO: Ref = Ref::new(8);
const FIRST_PAGE: i32 = 9;

/// A text at a place, from the lower left corner of the page.
#[derive(Clone, Debug, PartialEq)]
struct Mark {
    x: f32,
    y: f32,
    size: f32,
    is_bold: bool,
    text: String,
}

/// A line across.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    x: f32,
    y: f32,
    width: f32,
}

pub(crate) fn render(document: &Document) -> Vec<u8> {
    let pages = lay_out(document);
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(PAGES).lang(TextStr(&document.language));
    pdf.document_info(INFO).title(TextStr(&document.title)).producer(TextStr("Bodega"));
    let number = |index: usize| FIRST_PAGE + 2 * i32::try_from(index).unwrap_or(i32::MAX / 4);
    let kids = (0..pages.len()).map(|index| Ref::new(number(index)));
    pdf.pages(PAGES).kids(kids).count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (index, page) in pages.iter().enumerate() {
        write_page(&mut pdf, page, Ref::new(number(index)), Ref::new(number(index) + 1));
    }
    write_fonts(&mut pdf, &pages);
    pdf.finish()
}

fn write_page(pdf: &mut Pdf, page: &Page, id: Ref, content_id: Ref) {
    let mut writer = pdf.page(id);
    writer.media_box(Rect::new(0.0, 0.0, page.width, page.height)).parent(PAGES).contents(content_id);
    let mut resources = writer.resources();
    resources.fonts().pair(LATIN, LATIN_FONT).pair(CHINESE, TYPE0);
    resources.finish();
    writer.finish();
    let mut content = Content::new();
    content.set_line_width(0.5);
    for rule in &page.rules {
        content.move_to(rule.x, rule.y).line_to(rule.x + rule.width, rule.y).stroke();
    }
    for mark in &page.marks {
        show(&mut content, mark);
    }
    let bytes = deflated(&content.finish());
    pdf.stream(content_id, &bytes).filter(Filter::FlateDecode);
}

fn show(content: &mut Content, mark: &Mark) {
    content.begin_text();
    content.next_line(mark.x, mark.y);
    if mark.is_bold {
        // A thin outline: the fonts have no bold face that every reader would find.
        content.set_line_width(mark.size / 30.0);
        content.set_text_rendering_mode(pdf_writer::types::TextRenderingMode::FillStroke);
    } else {
        content.set_text_rendering_mode(pdf_writer::types::TextRenderingMode::Fill);
    }
    for piece in pieces(&mark.text) {
        match piece {
            Piece::Latin(bytes) => content.set_font(LATIN, mark.size).show(Str(&bytes)),
            Piece::Chinese(bytes) => content.set_font(CHINESE, mark.size).show(Str(&bytes)),
        };
    }
    content.end_text();
    if mark.is_bold {
        content.set_line_width(0.5);
    }
}

fn write_fonts(pdf: &mut Pdf, pages: &[Page]) {
    pdf.type1_font(LATIN_FONT).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    pdf.type0_font(TYPE0)
        .base_font(Name(b"STSong-Light-UniGB-UTF16-H"))
        .encoding_predefined(CHINESE_ENCODING)
        .descendant_font(CID_FONT)
        .to_unicode(TO_UNICODE);
    pdf.cid_font(CID_FONT)
        .subtype(CidFontType::Type0)
        .base_font(CHINESE_FONT)
        .system_info(CHINESE_COLLECTION)
        .font_descriptor(DESCRIPTOR)
        .default_width(1000.0);
    pdf.font_descriptor(DESCRIPTOR)
        .name(CHINESE_FONT)
        .flags(FontFlags::SYMBOLIC | FontFlags::SERIF)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
    // What the codes mean, for readers that copy or search without the collection's tables.
    let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"UCS"), supplement: 0 };
    let mut cmap = UnicodeCmap::new(Name(b"Adobe-Identity-UCS"), info);
    let used: BTreeSet<char> =
        pages.iter().flat_map(|page| &page.marks).flat_map(|mark| chinese_units(&mark.text)).collect();
    for c in used {
        if let Ok(code) = u16::try_from(u32::from(c)) {
            cmap.pair(code, c);
        }
    }
    let cmap = deflated(&cmap.finish());
    pdf.stream(TO_UNICODE, &cmap).filter(Filter::FlateDecode);
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests;
