//! The HTTP API: wire types, routes, problems, OpenAPI.
