//! Refusals of the catalogue: RFC 9457 `application/problem+json`, with a stable code and a title in the caller's language.

use crate::RegistryError;
use crate::release::DecisionError;
use crate::store::page::BadCursor;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;

pub(crate) type MarketResult<T> = Result<T, Problem>;

/// A refusal, not yet in any language.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub status: StatusCode,
    pub code: &'static str,
    pub detail: String,
    pub pointer: Option<String>,
}

/// Code, title in Chinese, title in English.
const TITLES: [(&str, &str, &str); 18] = [
    ("token.invalid", "需要有效的访问令牌", "A valid token is needed"),
    ("token.forbidden", "没有权限", "You may not do this"),
    ("request.invalid", "请求无法读取", "The request is not readable"),
    ("value.invalid", "内容不符合要求", "A value is not allowed"),
    ("cursor.invalid", "翻页标记无效", "The cursor is not one of this list"),
    ("publisher.unknown", "没有这个发布者", "There is no such publisher"),
    ("package.unknown", "没有这个插件", "There is no such package"),
    ("version.unknown", "没有这个版本", "There is no such version"),
    ("version.state", "版本当前状态不允许此操作", "The version is not in a state for this"),
    ("file.unknown", "没有这个文件", "There is no such file"),
    ("key.unknown", "没有这个密钥", "There is no such key"),
    ("key.taken", "密钥已经登记", "The key is registered already"),
    ("plan.unknown", "没有这个价格方案", "There is no such price plan"),
    ("review.not_installed", "安装后才能评价", "Only those who have it installed review it"),
    ("installation.unknown", "没有这个安装记录", "There is no such installation"),
    ("edition.unknown", "没有这个套餐", "There is no such edition"),
    ("statement.state", "账单当前状态不允许此操作", "The statement is not in a state for this"),
    ("usage.conflict", "同一编号已有不同的用量", "The id was used for other usage"),
];

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Problem { status, code, detail: detail.into(), pointer: None }
    }

    /// A value that is not allowed, at a JSON pointer.
    pub fn invalid(pointer: &str, detail: impl Into<String>) -> Self {
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "value.invalid", detail);
        Problem { pointer: Some(pointer.to_owned()), ..problem }
    }

    pub fn unknown(code: &'static str, detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::NOT_FOUND, code, detail)
    }

    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::CONFLICT, code, detail)
    }

    pub fn forbidden(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::FORBIDDEN, "token.forbidden", detail)
    }

    pub fn unauthenticated() -> Self {
        let detail = "send a registry token as Authorization: Bearer bdr_...";
        Problem::new(StatusCode::UNAUTHORIZED, "token.invalid", detail)
    }

    fn title(&self, is_chinese: bool) -> &'static str {
        match TITLES.iter().find(|(code, ..)| *code == self.code) {
            Some((_, chinese, english)) => {
                if is_chinese {
                    chinese
                } else {
                    english
                }
            }
            None if is_chinese => "服务暂时不可用",
            None => "The service is not available",
        }
    }

    fn write(&self, is_chinese: bool) -> Response {
        let mut body = json!({
            "type": format!("urn:bodega:problem:{}", self.code),
            "title": self.title(is_chinese),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "code": self.code,
        });
        if let Some(pointer) = &self.pointer {
            body["pointer"] = json!(pointer);
        }
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

impl IntoResponse for Problem {
    /// In English; [`in_language`] writes it again where the caller reads Chinese.
    fn into_response(self) -> Response {
        let mut response = self.write(false);
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes problems in the language of the request.
pub(crate) async fn in_language(request: Request, next: Next) -> Response {
    let is_chinese = reads_chinese(request.headers());
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        Some(problem) if is_chinese => problem.write(true),
        _ => response,
    }
}

/// Whether the caller's first language is Chinese.
pub(crate) fn reads_chinese(headers: &HeaderMap) -> bool {
    let first = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    first
        .and_then(|text| text.split([',', ';', '-']).next())
        .is_some_and(|tag| tag.trim().eq_ignore_ascii_case("zh"))
}

impl<E: Into<RegistryError>> From<E> for Problem {
    fn from(error: E) -> Self {
        let error = error.into();
        if error.is_retryable() {
            tracing::warn!(error.cause = %error.causes(), "market request put off");
            return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "the registry is busy; try again");
        }
        tracing::error!(error.cause = %error.causes(), "market request failed");
        let detail = "something went wrong on our side; trying again is safe";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }
}

/// A bad cursor.
pub(crate) fn bad_cursor(error: BadCursor) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "cursor.invalid", error.to_string())
}

/// A decision that could not be made.
pub(crate) fn undecided(error: DecisionError) -> Problem {
    match error {
        DecisionError::Unknown => Problem::unknown("version.unknown", error.to_string()),
        DecisionError::WrongState { .. } => Problem::conflict("version.state", error.to_string()),
        DecisionError::Failed(error) => error.into(),
    }
}

/// A JSON body.
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read: Result<axum::Json<T>, JsonRejection> = axum::Json::from_request(request, state).await;
        match read {
            Ok(axum::Json(value)) => Ok(Body(value)),
            Err(rejection) => Err(Problem::new(rejection.status(), "request.invalid", rejection.body_text())),
        }
    }
}

/// Query parameters.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read: Result<axum::extract::Query<T>, QueryRejection> =
            axum::extract::Query::from_request_parts(parts, state).await;
        match read {
            Ok(axum::extract::Query(value)) => Ok(Query(value)),
            Err(rejection) => Err(Problem::new(rejection.status(), "request.invalid", rejection.body_text())),
        }
    }
}
