//! End-to-end tests through the HTTP door.
