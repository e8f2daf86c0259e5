//! What handlers take apart from a request. Every refusal is a [`Problem`](crate::problem::Problem).

mod caller;
mod json;
mod page;
mod params;
mod source;

pub(crate) use caller::Caller;
pub use json::BODY_MAX;
pub(crate) use json::{ApiJson, Created, unread};
pub(crate) use page::{Listed, PageParams, page_request, rows};
pub(crate) use params::{ApiPath, ApiQuery};
pub(crate) use source::{Source, address};
