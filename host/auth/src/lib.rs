//! API tokens: their form, digest and scope.
