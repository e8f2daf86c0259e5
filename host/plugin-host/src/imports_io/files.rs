//! Files: reads of the plugin's own, and those it writes or lets the host make, kept in memory until the app commits them.

use super::port;
use crate::bindings::v0_1::bodega::host;
use crate::effects::NewFile;
use crate::limits::{FILE_BYTES_MAX, FILES_MAX};
use crate::ports::{FILE_READ_MAX, FILE_SCAN_MAX, FileInfo};
use crate::state::{Breach, Invocation, State};
use bodega_domain::document::{CELLS_MAX, COLUMNS_MAX, Cell, Column, Document, Format, Kind, Row, Table};
use host::document_effects as wit;
use wasmtime::Result;

impl host::files::Host for State {
    async fn get(&mut self, id: String) -> Result<Option<host::files::Info>> {
        let ports = self.ports("bodega:host/files.get", id.len())?;
        let found = port(ports.file(&id).await)?.map(info);
        let bytes = found.as_ref().map_or(0, weigh);
        self.give(found, bytes)
    }

    async fn read(&mut self, id: String, offset: u64, max: u32) -> Result<Vec<u8>> {
        let ports = self.ports("bodega:host/files.read", id.len())?;
        let max = max.min(FILE_READ_MAX);
        let mut bytes = port(ports.file_read(&id, offset, max).await)?;
        bytes.truncate(max as usize);
        let count = bytes.len();
        self.give(bytes, count)
    }

    async fn scan(&mut self, after: Option<String>, max: u32) -> Result<Vec<host::files::Info>> {
        let ports = self.ports("bodega:host/files.scan", after.as_ref().map_or(0, String::len))?;
        let max = max.min(FILE_SCAN_MAX);
        let mut found = port(ports.file_scan(after.as_deref(), max).await)?;
        found.truncate(max as usize);
        let found: Vec<_> = found.into_iter().map(info).collect();
        let bytes = found.iter().map(weigh).sum();
        self.give(found, bytes)
    }
}

fn info(from: FileInfo) -> host::files::Info {
    host::files::Info {
        id: from.id,
        name: from.name,
        media_type: from.media_type,
        size: from.size,
        digest: from.digest,
        created_ms: from.created_ms,
        expires_ms: from.expires_ms,
    }
}

fn weigh(info: &host::files::Info) -> usize {
    info.id.len() + info.name.len() + info.media_type.len() + info.digest.len()
}

fn bad(message: impl Into<String>) -> wasmtime::Error {
    Breach::BadEffect(message.into()).into()
}

impl State {
    fn begin_file(&mut self, function: &'static str, bytes: usize, file: NewFile) -> Result<u32> {
        let work = self.record(function, bytes, 1)?;
        if work.effects.files.len() == FILES_MAX {
            return Err(bad(format!("more than {FILES_MAX} files")));
        }
        work.effects.files.push(file);
        Ok(u32::try_from(work.effects.files.len() - 1).unwrap_or(u32::MAX))
    }

    fn document(&mut self, function: &'static str, bytes: usize, file: u32) -> Result<&mut Document> {
        let work = self.record(function, bytes, 0)?;
        match begun(work, file)? {
            NewFile::Document(document) => Ok(document),
            NewFile::Bytes { .. } => Err(bad(format!("file {file} is no document"))),
        }
    }
}

fn begun(work: &mut Invocation, file: u32) -> Result<&mut NewFile> {
    let found = work.effects.files.get_mut(file as usize);
    found.ok_or_else(|| bad(format!("file {file} was not begun in this invocation")))
}

impl host::file_effects::Host for State {
    async fn begin(&mut self, name: String, media_type: String) -> Result<u32> {
        let weight = name.len() + media_type.len();
        let file = NewFile::Bytes { name, media_type, bytes: Vec::new() };
        self.begin_file("bodega:host/file-effects.begin", weight, file)
    }

    async fn append(&mut self, file: u32, piece: Vec<u8>) -> Result<()> {
        let work = self.record("bodega:host/file-effects.append", piece.len(), 0)?;
        match begun(work, file)? {
            NewFile::Bytes { bytes, .. } if bytes.len() + piece.len() <= FILE_BYTES_MAX => {
                bytes.extend_from_slice(&piece);
                Ok(())
            }
            NewFile::Bytes { .. } => Err(bad(format!("file {file} has more than {FILE_BYTES_MAX} bytes"))),
            NewFile::Document(_) => Err(bad(format!("file {file} is a document, which takes no bytes"))),
        }
    }
}

impl wit::Host for State {
    async fn begin(&mut self, head: wit::Head) -> Result<u32> {
        let fields: usize = head.fields.iter().map(|(label, value)| label.len() + value.len()).sum();
        let bytes = head.name.len() + head.title.len() + head.footer.len() + fields;
        let document = Document {
            format: match head.format {
                wit::Format::Xlsx => Format::Xlsx,
                wit::Format::Pdf => Format::Pdf,
            },
            name: head.name,
            title: head.title,
            language: head.language,
            fields: head.fields,
            tables: Vec::new(),
            footer: head.footer,
        };
        self.begin_file("bodega:host/document-effects.begin", bytes, NewFile::Document(document))
    }

    async fn table(&mut self, file: u32, title: String, columns: Vec<wit::Column>) -> Result<()> {
        let bytes = title.len() + columns.iter().map(|column| column.title.len()).sum::<usize>();
        let document = self.document("bodega:host/document-effects.table", bytes, file)?;
        if columns.is_empty() || columns.len() > COLUMNS_MAX {
            return Err(bad(format!("a table has 1 to {COLUMNS_MAX} columns")));
        }
        // Tables without rows are no cells: they are bounded by themselves.
        if document.tables.len() == COLUMNS_MAX {
            return Err(bad(format!("a document has at most {COLUMNS_MAX} tables")));
        }
        let columns =
            columns.into_iter().map(|column| Column { title: column.title, kind: kind(column.kind) });
        document.tables.push(Table { title, columns: columns.collect(), rows: Vec::new() });
        Ok(())
    }

    async fn rows(&mut self, file: u32, rows: Vec<wit::Row>) -> Result<()> {
        let bytes = rows.iter().flat_map(|row| &row.cells).map(weigh_cell).sum();
        let document = self.document("bodega:host/document-effects.rows", bytes, file)?;
        let cells = document.cells() + rows.iter().map(|row| row.cells.len()).sum::<usize>();
        let Some(table) = document.tables.last_mut() else {
            return Err(bad(format!("document {file} has no table that takes rows")));
        };
        if rows.iter().any(|row| row.cells.len() != table.columns.len()) {
            return Err(bad(format!("a row of `{}` has another number of cells than columns", table.title)));
        }
        if cells > CELLS_MAX {
            return Err(bad(format!("document {file} has more than {CELLS_MAX} cells")));
        }
        table.rows.extend(rows.into_iter().map(row));
        Ok(())
    }
}

/// Bytes of a cell as the host keeps it.
fn weigh_cell(cell: &wit::Cell) -> usize {
    size_of::<Cell>()
        + match cell {
            wit::Cell::Text(text) => text.len(),
            wit::Cell::Number(_) | wit::Cell::Empty => 0,
        }
}

fn kind(from: wit::Kind) -> Kind {
    match from {
        wit::Kind::Text => Kind::Text,
        wit::Kind::Money(currency) => Kind::Money(currency),
        wit::Kind::Count => Kind::Count,
        wit::Kind::Quantity => Kind::Quantity,
        wit::Kind::Rate => Kind::Rate,
        wit::Kind::Date => Kind::Date,
    }
}

fn row(from: wit::Row) -> Row {
    let cell = |cell| match cell {
        wit::Cell::Text(text) => Cell::Text(text),
        wit::Cell::Number(number) => Cell::Number(number),
        wit::Cell::Empty => Cell::Empty,
    };
    Row { cells: from.cells.into_iter().map(cell).collect(), is_total: from.is_total }
}
