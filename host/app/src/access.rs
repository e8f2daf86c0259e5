//! Who may do what, where: roles, users and their grants, signing in, paired terminals.

pub mod devices;
pub mod roles;
pub mod sessions;
pub mod sign_in;
pub mod users;
