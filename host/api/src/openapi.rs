//! The OpenAPI 3.1 document: collected from the handlers, then given what holds for all of them.

use crate::idempotency::IDEMPOTENCY_KEY;
use crate::problem::{PROBLEM_JSON, ProblemBody};
use crate::router::routes;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, ObjectBuilder, Ref, ResponseBuilder, schema};
use utoipa::{OpenApi, PartialSchema as _, ToSchema as _};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Bodega",
        description = "The host API of Bodega, an open retail platform. Money is integer minor units (`*_minor`), \
            quantities are decimal texts, rates are parts per million, times are milliseconds since 1970 UTC \
            (`*_at_ms`). Whoever makes a document makes its id (UUIDv7): PUT with the same id and the same body is \
            safe to repeat, with another body it is a 409 where the document is a fact such as a sale. Refusals are \
            problems (RFC 9457) with a stable `code`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    tags(
        (name = "organisation", description = "Legal entities, org units, terminals, API tokens"),
        (name = "catalog", description = "Tax classes, products, barcodes, price lists, prices"),
        (name = "stock", description = "Receipts, corrections, balances"),
        (name = "members", description = "Members and, apart from them, their personal data"),
        (name = "sales", description = "Quotes, sales, returns"),
        (name = "orders", description = "Orders of sales channels, and what goes out to the channels"),
        (name = "plugins", description = "Packages, installations, documents and accounts of plugins"),
        (name = "events", description = "Events, dead deliveries, exceptions"),
        (name = "system", description = "Health and metrics"),
    )
)]
struct Document;

/// Name of the security scheme.
const BEARER: &str = "token";

/// The document, as `/openapi.json` serves it.
pub fn openapi() -> utoipa::openapi::OpenApi {
    finish(routes().to_openapi())
}

/// What the routes are collected into.
pub(crate) fn base() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Adds to every `/v1` operation: the token, the idempotency key of POSTs, and problems as the default answer.
pub(crate) fn finish(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    let components = document.components.get_or_insert_default();
    components.schemas.insert(ProblemBody::name().into_owned(), ProblemBody::schema());
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("bdg_<id>_<secret>").build();
    components.security_schemes.insert(BEARER.to_owned(), SecurityScheme::Http(bearer).into());
    for (path, item) in &mut document.paths.paths {
        if !path.starts_with("/v1/") {
            continue;
        }
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            complete(operation);
        }
        if let Some(post) = &mut item.post {
            post.parameters.get_or_insert_default().push(idempotency_key().into());
        }
    }
    document
}

fn complete(operation: &mut Operation) {
    let none: [String; 0] = [];
    operation.security = Some(vec![SecurityRequirement::new(BEARER, none)]);
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemBody::name())));
    let problem = ResponseBuilder::new().description("A refusal").content(PROBLEM_JSON, content.build());
    operation.responses.responses.insert("default".to_owned(), problem.build().into());
}

fn idempotency_key() -> Parameter {
    ParameterBuilder::new()
        .name(IDEMPOTENCY_KEY.as_str())
        .parameter_in(ParameterIn::Header)
        .description(Some("A key of your own, 1 to 255 characters: sending the request again with it gives the first answer again"))
        .schema(Some(ObjectBuilder::new().schema_type(schema::Type::String).max_length(Some(255))))
        .build()
}

#[cfg(test)]
mod tests;
