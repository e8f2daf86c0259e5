//! Why a package could not be built or read.

use crate::archive::ArchiveError;
use crate::{ComponentError, FILE_BYTES_MAX, FILES_MAX, ManifestError, SIGNATURES_MAX};

/// Why a package could not be built or read.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The archive around it is unsound.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The manifest is refused.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// `index.json` or the OCI manifest is not of the expected shape.
    #[error("{what} is not valid: {problem}")]
    Oci {
        /// Which document.
        what: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// A blob that the OCI manifest names is not in the archive.
    #[error("{what} {digest} is missing from the package or has another size")]
    MissingBlob {
        /// Which document.
        what: &'static str,
        /// Its digest.
        digest: String,
    },
    /// Something in the archive that nothing names.
    #[error("blob {digest} belongs to nothing in the package; remove it")]
    StrayBlob {
        /// Its digest.
        digest: String,
    },
    /// The component is refused.
    #[error(transparent)]
    Component(#[from] ComponentError),
    /// There is no component layer.
    #[error("the package has no component")]
    NoComponent,
    /// A path that is not allowed.
    #[error("file path `{path}` is not allowed: use plain relative segments such as `schemas/settings.json`")]
    BadPath {
        /// Which.
        path: String,
    },
    /// Too many files.
    #[error("the package has {count} files beside the component; at most {FILES_MAX} are allowed")]
    TooManyFiles {
        /// How many.
        count: usize,
    },
    /// A file is too large.
    #[error("file `{path}` has {bytes} bytes; at most {FILE_BYTES_MAX} are allowed")]
    FileTooLarge {
        /// Which.
        path: String,
        /// Its size.
        bytes: usize,
    },
    /// A file that the manifest names is not there.
    #[error("the manifest names `{path}`, which is not in the package")]
    MissingFile {
        /// Which.
        path: String,
    },
    /// A file that the manifest does not name.
    #[error("file `{path}` is not named by the manifest; remove it or name it")]
    StrayFile {
        /// Which.
        path: String,
    },
    /// A file that is not what the manifest says.
    #[error("file `{path}` {problem}")]
    BadFile {
        /// Which.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A signature that cannot be one.
    #[error("a signature is not valid: {problem}; sign the package again")]
    BadSignature {
        /// What is wrong.
        problem: String,
    },
    /// Too many signatures.
    #[error("the package has more than {SIGNATURES_MAX} signatures; build it again and sign it anew")]
    TooManySignatures,
}
