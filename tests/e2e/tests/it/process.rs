//! The binary as people start it, in a process of its own.

use bodega_testkit::TestDatabase;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A command on a database; its arguments are yours.
pub(crate) fn bodega(database: &TestDatabase) -> Command {
    let mut command = Command::new(crate::crash::server());
    command.env("BODEGA_DATABASE_URL", &database.url).env("BODEGA_DATA_DIR", &database.folder);
    command.env("BODEGA_LISTEN", "127.0.0.1:0").env("BODEGA_LOG", "error");
    command
}

/// A server, to be killed; gives its address too.
pub(crate) fn start(database: &TestDatabase) -> (Child, String) {
    serve(bodega(database))
}

/// As [`start`], from a command with more in its environment.
pub(crate) fn serve(mut command: Command) -> (Child, String) {
    command.args(["--allow-unsigned", "serve"]).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the server starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let first = lines.next().expect("it says where it listens").expect("text");
    (child, first.rsplit(' ').next().expect("an address").to_owned())
}
