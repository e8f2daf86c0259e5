//! Notices that a source was saved, by looking: no service of the operating system is needed, and editors that write a new
//! file in place of the old one are no special case.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often the folder is looked through.
const POLL: Duration = Duration::from_millis(400);
/// Files at most: a folder with more is no plugin's.
const FILES_MAX: usize = 5_000;
/// Folders that tools make.
const LEFT_OUT: [&str; 5] = ["target", "node_modules", "build", "dist", "__pycache__"];
/// Ends of names of what a plugin is made of.
const ENDS: [&str; 7] = ["rs", "ts", "js", "py", "toml", "json", "md"];

/// A project's sources as they were when they were last looked at.
pub struct Sources {
    folder: PathBuf,
    seen: BTreeMap<PathBuf, SystemTime>,
}

impl Sources {
    /// As they are now.
    pub fn of(folder: &Path) -> Self {
        Sources { folder: folder.to_owned(), seen: look(folder) }
    }

    /// Waits until something is other than before, and then until nothing moves: an editor saves several files one by one.
    pub async fn changed(&mut self) {
        let mut last = self.seen.clone();
        loop {
            tokio::time::sleep(POLL).await;
            let now = look(&self.folder);
            if now == last && now != self.seen {
                self.seen = now;
                return;
            }
            last = now;
        }
    }
}

fn look(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut found = BTreeMap::new();
    collect(folder, &mut found);
    found
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, SystemTime>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if !name.starts_with('.') && !LEFT_OUT.contains(&name.as_str()) {
                collect(&path, found);
            }
            continue;
        }
        let is_source = path.extension().is_some_and(|end| ENDS.iter().any(|known| end == *known));
        if found.len() < FILES_MAX && is_source && name != "package-lock.json" {
            let saved = entry.metadata().and_then(|metadata| metadata.modified());
            found.insert(path, saved.unwrap_or(SystemTime::UNIX_EPOCH));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_saved_source_is_noticed_and_a_build_is_not() {
        let folder = std::env::temp_dir().join(format!("bodega-watch-{}", std::process::id()));
        for part in ["src", "target"] {
            std::fs::create_dir_all(folder.join(part)).unwrap();
        }
        let mut sources = Sources::of(&folder);
        std::fs::write(folder.join("target/made.rs"), "x").unwrap();
        std::fs::write(folder.join("Cargo.lock"), "x").unwrap();
        assert!(tokio::time::timeout(POLL * 4, sources.changed()).await.is_err());
        std::fs::write(folder.join("src/lib.rs"), "x").unwrap();
        tokio::time::timeout(POLL * 20, sources.changed()).await.unwrap();
        std::fs::remove_file(folder.join("src/lib.rs")).unwrap();
        tokio::time::timeout(POLL * 20, sources.changed()).await.unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
