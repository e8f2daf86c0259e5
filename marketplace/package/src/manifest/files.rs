//! The files that a manifest names: all that a package holds beside the component.

use super::{Manifest, ManifestError};
use crate::is_package_path;
use std::collections::{BTreeMap, BTreeSet};

/// What a file of a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A JSON Schema.
    Schema,
    /// Texts of one language.
    Locale,
    /// The changelog.
    Changelog,
    /// The icon or a screenshot.
    Image,
    /// A static file of the plugin's pages.
    Asset,
}

/// Media types of images and page files, by the end of their names.
const MEDIA_TYPES: [(&str, &str); 12] = [
    (".png", "image/png"),
    (".jpg", "image/jpeg"),
    (".jpeg", "image/jpeg"),
    (".webp", "image/webp"),
    (".svg", "image/svg+xml"),
    (".html", "text/html"),
    (".css", "text/css"),
    (".js", "text/javascript"),
    (".mjs", "text/javascript"),
    (".json", "application/json"),
    (".woff2", "font/woff2"),
    (".txt", "text/plain"),
];

impl FileKind {
    /// The media type of a file of this kind; none where a name of this end is not allowed.
    pub fn media_type(self, path: &str) -> Option<&'static str> {
        let by_name = || MEDIA_TYPES.iter().find(|(end, _)| path.ends_with(end)).map(|(_, media)| *media);
        match self {
            FileKind::Schema => path.ends_with(".json").then_some(crate::SCHEMA_MEDIA_TYPE),
            FileKind::Locale => path.ends_with(".json").then_some(crate::LOCALE_MEDIA_TYPE),
            FileKind::Changelog => path.ends_with(".md").then_some(crate::CHANGELOG_MEDIA_TYPE),
            FileKind::Image => by_name().filter(|m| matches!(*m, "image/png" | "image/jpeg" | "image/webp")),
            FileKind::Asset => by_name(),
        }
    }

    fn ends(self) -> &'static str {
        match self {
            FileKind::Schema | FileKind::Locale => "`.json`",
            FileKind::Changelog => "`.md`",
            FileKind::Image => "`.png`, `.jpg`, `.jpeg` or `.webp`",
            FileKind::Asset => {
                "`.html`, `.css`, `.js`, `.mjs`, `.json`, `.txt`, `.woff2`, `.svg`, `.png`, `.jpg`, `.jpeg` or `.webp`"
            }
        }
    }
}

impl Manifest {
    /// All files that belong into the package beside the component, each with what it is.
    pub fn files(&self) -> BTreeMap<&str, FileKind> {
        self.named_files().into_iter().map(|(_, path, kind)| (path, kind)).collect()
    }

    /// Paths of all schemas the manifest names.
    pub fn schema_paths(&self) -> BTreeSet<&str> {
        let schemas = self.files().into_iter().filter(|(_, kind)| *kind == FileKind::Schema);
        schemas.map(|(path, _)| path).collect()
    }

    /// Manifest key, path and kind of every file, as often as it is named.
    fn named_files(&self) -> Vec<(String, &str, FileKind)> {
        let mut named: Vec<(String, &str, FileKind)> = Vec::new();
        let mut add = |kind, path, key: String| named.push((key, path, kind));
        for (index, collection) in self.collections.iter().enumerate() {
            add(FileKind::Schema, collection.schema.as_str(), format!("collections[{index}].schema"));
        }
        if let Some(settings) = &self.settings {
            add(FileKind::Schema, settings.schema.as_str(), "settings.schema".to_owned());
        }
        for (event, path) in &self.events.schemas {
            add(FileKind::Schema, path, format!("events.schemas.\"{event}\""));
        }
        for (index, action) in self.actions.iter().enumerate() {
            if let Some(path) = &action.input {
                add(FileKind::Schema, path, format!("actions[{index}].input"));
            }
        }
        for (index, report) in self.reports.iter().enumerate() {
            if let Some(path) = &report.parameters {
                add(FileKind::Schema, path, format!("reports[{index}].parameters"));
            }
        }
        for (index, export) in self.exports.iter().enumerate() {
            if let Some(path) = &export.parameters {
                add(FileKind::Schema, path, format!("exports[{index}].parameters"));
            }
        }
        for (language, path) in &self.locales {
            add(FileKind::Locale, path, format!("locales.{language}"));
        }
        if let Some(path) = &self.changelog {
            add(FileKind::Changelog, path, "changelog".to_owned());
        }
        if let Some(path) = &self.icon {
            add(FileKind::Image, path, "icon".to_owned());
        }
        for (index, path) in self.screenshots.iter().enumerate() {
            add(FileKind::Image, path, format!("screenshots[{index}]"));
        }
        for (index, path) in self.assets.iter().enumerate() {
            add(FileKind::Asset, path, format!("assets[{index}]"));
        }
        named
    }

    pub(super) fn check_files(&self) -> Result<(), ManifestError> {
        let mut kinds = BTreeMap::new();
        for (key, path, kind) in self.named_files() {
            let invalid = |problem: String| ManifestError::Invalid { key: key.clone(), problem };
            if !is_package_path(path) {
                let problem = "must be a relative path of plain segments in the package".to_owned();
                return Err(invalid(problem));
            }
            if kind.media_type(path).is_none() {
                return Err(invalid(format!("is `{path}`: its name must end in {}", kind.ends())));
            }
            if *kinds.entry(path).or_insert(kind) != kind {
                return Err(invalid(format!("is `{path}`, which the manifest names as something else too")));
            }
        }
        Ok(())
    }
}
