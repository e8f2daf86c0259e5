//! A database of its own for each test: an SQLite file, or a PostgreSQL database that is dropped at the end.

use std::path::PathBuf;
use std::process::Command;
use uuid::Uuid;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// A database and a folder that go away with the test.
pub struct TestDatabase {
    pub url: String,
    pub folder: PathBuf,
    postgres: Option<(String, String)>,
}

impl TestDatabase {
    /// Makes one. PostgreSQL is found by `BODEGA_TEST_POSTGRES`, a superuser's URL.
    pub fn create(database: Database) -> Self {
        let name = format!("bodega_{}", Uuid::now_v7().simple());
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
        match database {
            Database::Sqlite => {
                let url = format!("sqlite://{}?mode=rwc", folder.join("bodega.db").display());
                TestDatabase { url, folder, postgres: None }
            }
            Database::Postgres => {
                let admin = std::env::var("BODEGA_TEST_POSTGRES")
                    .expect("BODEGA_TEST_POSTGRES is not set: run the tests with `cargo xtask test`, or start a server with `cargo xtask postgres`");
                psql(&admin, &format!("CREATE DATABASE {name}"));
                let (server, _) = admin.rsplit_once('/').expect("the URL ends in a database name");
                TestDatabase { url: format!("{server}/{name}"), folder, postgres: Some((admin, name)) }
            }
        }
    }

    /// A folder for a database that is there already, and stays.
    pub fn over(url: String) -> Self {
        let folder = std::env::temp_dir().join(format!("bodega_{}", Uuid::now_v7().simple()));
        std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
        TestDatabase { url, folder, postgres: None }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some((admin, name)) = &self.postgres {
            psql(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn psql(url: &str, statement: &str) {
    let output = Command::new("psql")
        .args(["--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", url, "-c", statement])
        .output();
    let output = output.expect("psql is installed with PostgreSQL");
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
}
