//! A stolen database: its files and rows, byte by byte, in every form that bytes are written in.

use crate::support::{Place, TestDb};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use std::collections::BTreeSet;

/// What of `planted` shows in the database, and how.
pub async fn shows(db: &TestDb, planted: &[&str]) -> BTreeSet<String> {
    let bytes = match &db.place {
        Place::Folder(folder) => {
            let files =
                std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
            files.flatten().collect()
        }
        Place::Server { .. } => rows(&db.url).await,
    };
    assert!(bytes.len() > 1_000, "this is no database");
    let mut found = BTreeSet::new();
    for word in planted {
        for (form, pattern) in forms(word) {
            if contains(&bytes, &pattern) {
                found.insert(format!("{word} as {form}"));
            }
        }
    }
    found
}

/// Every row of every table as PostgreSQL writes it out; bytes come in hexadecimal digits.
async fn rows(url: &str) -> Vec<u8> {
    let connection = Database::connect(url).await.unwrap();
    let all = async |text: &str| {
        let statement = Statement::from_string(DbBackend::Postgres, text.to_owned());
        let rows = connection.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect::<Vec<_>>()
    };
    let mut bytes = Vec::new();
    for table in all("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'").await {
        for row in all(&format!("SELECT t::text FROM \"{table}\" t")).await {
            bytes.extend_from_slice(row.as_bytes());
            bytes.push(b'\n');
        }
    }
    connection.close().await.unwrap();
    bytes
}

/// How a text may stand in a file: plain, UTF-16, hexadecimal, base64 at any of its three places, JSON's escapes.
fn forms(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| word.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let hex = |digits: fn(&u8) -> String| word.as_bytes().iter().map(digits).collect::<String>().into_bytes();
    let escaped = word.encode_utf16().map(|unit| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    });
    let mut forms = vec![
        ("text", word.as_bytes().to_vec()),
        ("utf-16 le", utf16(u16::to_le_bytes)),
        ("utf-16 be", utf16(u16::to_be_bytes)),
        ("hex", hex(|byte| format!("{byte:02x}"))),
        ("HEX", hex(|byte| format!("{byte:02X}"))),
        ("escapes", escaped.collect::<String>().into_bytes()),
        ("hex of hex", {
            let hex = hex(|byte| format!("{byte:02x}"));
            hex.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes()
        }),
    ];
    for before in 0..3 {
        let shifted = [&vec![0; before], word.as_bytes()].concat();
        // The letters that no neighbour changes.
        let (first, last) = ((before * 4).div_ceil(3), shifted.len() * 8 / 6);
        for text in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
            forms.push(("base64", text.as_bytes()[first..last].to_vec()));
        }
    }
    forms
}

fn contains(bytes: &[u8], pattern: &[u8]) -> bool {
    let Some((first, rest)) = pattern.split_first() else { return false };
    bytes.iter().enumerate().any(|(at, byte)| byte == first && bytes[at + 1..].starts_with(rest))
}
