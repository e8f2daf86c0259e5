//! Files that an invocation recorded: checked, made where the host makes them, and ready to be kept.

use super::run::Invocation;
use crate::app::App;
use crate::error::{AppError, AppResult};
use crate::files::{FILES_KEPT_MS, FileKey, has_room};
use bodega_domain::digest::Digest;
use bodega_plugin_host::{FILE_BYTES_MAX, NewFile as Recorded};
use bodega_store::files::NewFile;

/// The longest name of a file, characters; file systems take 255 bytes.
const NAME_MAX: usize = 80;
/// The longest media type.
const MEDIA_TYPE_MAX: usize = 100;

/// A file with its bytes, which are not kept yet.
pub(super) struct ReadyFile {
    pub file: NewFile,
    bytes: Vec<u8>,
}

/// Checks recorded files and makes documents, or says why they are not allowed.
pub(super) async fn ready(
    app: &App,
    invocation: &Invocation,
    recorded: Vec<Recorded>,
) -> AppResult<Result<Vec<ReadyFile>, String>> {
    if recorded.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    let mut files = Vec::new();
    for file in recorded {
        let made = match file {
            Recorded::Bytes { name, media_type, bytes } => Ok((name, media_type, bytes)),
            Recorded::Document(document) => {
                let (name, media_type) = (document.name.clone(), document.format.media_type().to_owned());
                let made = tokio::task::spawn_blocking(move || bodega_documents::render(&document));
                let made = made.await.map_err(AppError::fault)?;
                made.map(|bytes| (name, media_type, bytes)).map_err(|error| error.to_string())
            }
        };
        match made.and_then(|(name, media_type, bytes)| checked(app, name, media_type, bytes)) {
            Ok(file) => files.push(file),
            Err(message) => return Ok(Err(message)),
        }
    }
    let used = app.store.file_usage(invocation.tenant, &invocation.installed.plugin).await?;
    let more: Vec<NewFile> = files.iter().map(|ready| ready.file.clone()).collect();
    Ok(has_room(used, &more).map(|()| files))
}

fn checked(app: &App, name: String, media_type: String, bytes: Vec<u8>) -> Result<ReadyFile, String> {
    let is_plain = |c: char| !c.is_control() && !"/\\:*?\"<>|".contains(c);
    let fits = (1..=NAME_MAX).contains(&name.chars().count()) && name.chars().all(is_plain);
    if !fits || name.starts_with('.') || name.trim() != name {
        return Err(format!(
            "{name:?} is no file name: at most {NAME_MAX} characters, no path, no leading dot"
        ));
    }
    if !is_media_type(&media_type) {
        return Err(format!("{media_type:?} is no media type such as `text/csv`"));
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(format!("file {name:?} has more than {FILE_BYTES_MAX} bytes"));
    }
    let file = NewFile {
        name,
        media_type,
        size: bytes.len() as u64,
        digest: Digest::of(&bytes),
        expires_at_ms: app.now_ms() + FILES_KEPT_MS,
    };
    Ok(ReadyFile { file, bytes })
}

/// `type/subtype` of plain characters, with parameters such as `; charset=utf-8` or without.
fn is_media_type(text: &str) -> bool {
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.+_".contains(&b))
    };
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b" ;=-.+_".contains(&b);
    text.len() <= MEDIA_TYPE_MAX
        && essence.split_once('/').is_some_and(|(kind, subtype)| is_word(kind) && is_word(subtype))
        && parameters.bytes().all(is_plain)
}

/// Keeps the bytes, before the rows that name them are committed.
pub(super) async fn keep(app: &App, invocation: &Invocation, files: Vec<ReadyFile>) -> AppResult<()> {
    for (ordinal, ready) in files.into_iter().enumerate() {
        let id = bodega_store::files::file_id_of(invocation.id, invocation.installed.id, ordinal);
        let key = FileKey { tenant: invocation.tenant, id, digest: ready.file.digest };
        app.files.put(&key, ready.bytes).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_media_type;

    #[test]
    fn media_types_are_headers_that_browsers_understand() {
        for good in ["text/csv", "text/csv; charset=utf-8", "application/vnd.ms-excel"] {
            assert!(is_media_type(good), "{good}");
        }
        for bad in ["", "text", "text/", "/csv", "text/csv\r\nx: y", "text/\"csv\"", "text/csv; a=\"b\""] {
            assert!(!is_media_type(bad), "{bad}");
        }
    }
}
