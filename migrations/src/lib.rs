//! The SeaORM migrator for SQLite and PostgreSQL.
