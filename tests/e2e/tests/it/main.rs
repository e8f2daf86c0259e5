//! Stories through the HTTP door, each on SQLite and on PostgreSQL.

mod architecture;
mod audit;
mod author;
mod backup;
mod behaviours;
mod bombs;
mod channels;
mod checks;
mod console;
mod crash;
mod doors;
mod events;
mod exports;
mod hostile;
mod hostile_pairs;
mod kills;
mod limits;
mod marketplace;
mod master_data;
mod messages;
mod migration;
mod orders;
mod packages;
mod patch_day;
mod payment;
mod payments;
mod plugin_life;
mod plugin_points;
mod process;
mod recover;
mod refusals;
mod release_checks;
mod retries;
mod returns;
mod sales;
mod scope;
mod sign_in;
mod trespass;
mod vault;
mod webhooks;

/// Runs a story on both databases: `both!(name, story)` makes `name::sqlite` and `name::postgres`.
macro_rules! both {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$story(bodega_testkit::Database::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$story(bodega_testkit::Database::Postgres).await;
            }
        }
    )+};
}
pub(crate) use both;
