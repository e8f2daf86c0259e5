//! What a plugin asks of the world outside: requests to approved hosts, and computations with secrets it never sees.
//! The app serves both; secrets are named here and nowhere spelt out.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextPart {
    /// As it is.
    Text(String),
    /// The secret of this name.
    Secret(String),
    /// `user:secret` in base64: a user's name and the name of a secret.
    Basic(String, String),
}

/// A name and a value made of parts.
pub type NamedParts = (String, Vec<TextPart>);

/// The body of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EgressContent {
    /// None.
    Empty,
    /// As it is.
    Bytes(Vec<u8>),
    /// Text with secrets in it.
    Parts(Vec<TextPart>),
    /// `application/x-www-form-urlencoded`.
    Form(Vec<NamedParts>),
}

/// A request to the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EgressRequest {
    /// The method.
    pub method: String,
    /// Scheme, host and path.
    pub url: String,
    /// Encoded by the host.
    pub query: Vec<NamedParts>,
    /// Names and values.
    pub headers: Vec<NamedParts>,
    /// What is sent.
    pub body: EgressContent,
    /// Redirects to follow.
    pub redirects: u32,
    /// Ms until it is given up.
    pub timeout_ms: u32,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EgressResponse {
    /// The status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why a request did not go out, or nothing came back: the plugin's to deal with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EgressFailure {
    /// The address is not one that this plugin may reach.
    Refused(String),
    /// It is no request.
    Invalid(String),
    /// No connection, or no answer in time.
    Unreachable(String),
    /// The answer is too large.
    TooLarge,
    /// Anything else.
    Other(String),
}

/// A piece of what is computed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BytesPart {
    /// As it is.
    Bytes(Vec<u8>),
    /// The secret of this name.
    Secret(String),
    /// The same, decoded from base64 first.
    SecretBase64(String),
}

/// How a text is brought to whole blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CbcPadding {
    /// PKCS#7.
    Pkcs7,
    /// None: the plugin pads.
    None,
}

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// A computation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CryptoCall {
    Digest { algorithm: DigestAlgorithm, parts: Vec<BytesPart> },
    Hmac { algorithm: DigestAlgorithm, key: BytesPart, parts: Vec<BytesPart> },
    HmacVerify { algorithm: DigestAlgorithm, key: BytesPart, parts: Vec<BytesPart>, tag: Vec<u8> },
    RsaSha256Sign { key: BytesPart, parts: Vec<BytesPart> },
    RsaSha256Verify { key: BytesPart, parts: Vec<BytesPart>, signature: Vec<u8> },
    RsaOaepEncrypt { key: BytesPart, plain: Vec<BytesPart> },
    RsaOaepDecrypt { key: BytesPart, sealed: Vec<u8> },
    AesGcmEncrypt { key: BytesPart, nonce: Vec<u8>, associated: Vec<u8>, plain: Vec<BytesPart> },
    AesGcmDecrypt { key: BytesPart, nonce: Vec<u8>, associated: Vec<u8>, sealed: Vec<u8> },
    AesCbcEncrypt { key: BytesPart, iv: Vec<u8>, padding: CbcPadding, plain: Vec<BytesPart> },
    AesCbcDecrypt { key: BytesPart, iv: Vec<u8>, padding: CbcPadding, sealed: Vec<u8> },
}

/// What a computation gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CryptoValue {
    /// A digest, signature or text.
    Bytes(Vec<u8>),
    /// Whether a signature is right.
    Verdict(bool),
}

/// Why a computation could not be made: the plugin's to deal with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CryptoFailure {
    /// There is no such secret, or it is not set.
    NoSecret(String),
    /// The key, length or text is not fit.
    Invalid(String),
}
