//! Writes many rows with few statements.

use super::{Sql, backend};
use crate::StoreError;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, IdenStatic, Iterable, ModelTrait, Value};

/// The most rows of one statement. Larger ones save little and take longer to prepare.
const ROWS_MAX: usize = 256;
/// Up to so many rows go in one statement, whatever their number: the lines of a usual sale.
const EXACT_MAX: usize = 16;
/// The most values of one statement: SQLite allows 32,766, PostgreSQL 65,535.
const VALUES_MAX: usize = 32_000;

/// What happens to a row whose key is there already.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OnConflict<'a> {
    /// The statement fails.
    Fail,
    /// The row stays as it is.
    Keep,
    /// `ON CONFLICT <this>`, in both dialects' common words.
    Do(&'a str),
}

/// Inserts models, all columns of each.
pub(crate) async fn insert<E>(
    tx: &DatabaseTransaction,
    models: &[E::Model],
    on_conflict: OnConflict<'_>,
) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + Sync,
{
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let names: Vec<&str> = columns.iter().map(IdenStatic::as_str).collect();
    let bind = |sql: &mut Sql, index: usize, model: &E::Model| {
        tuple(sql, index, columns.iter().map(|column| model.get(*column)));
    };
    insert_with(tx, E::default().table_name(), &names, models, bind, on_conflict).await
}

/// Inserts rows of `table` whose values are in the order of `columns`.
pub(crate) async fn insert_rows(
    tx: &DatabaseTransaction,
    table: &str,
    columns: &[&str],
    rows: &[Vec<Value>],
    on_conflict: OnConflict<'_>,
) -> Result<(), StoreError> {
    let bind = |sql: &mut Sql, index: usize, row: &Vec<Value>| tuple(sql, index, row.iter().cloned());
    insert_with(tx, table, columns, rows, bind, on_conflict).await
}

/// Rows are split into statements of few different lengths, so that groups of all sizes share prepared statements.
async fn insert_with<T: Sync>(
    tx: &DatabaseTransaction,
    table: &str,
    columns: &[&str],
    rows: &[T],
    bind: impl Fn(&mut Sql, usize, &T),
    on_conflict: OnConflict<'_>,
) -> Result<(), StoreError> {
    let head = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    for chunk in shared_lengths(rows, columns.len()) {
        let mut sql = Sql::new(backend(tx), &head);
        for (index, row) in chunk.iter().enumerate() {
            bind(&mut sql, index, row);
        }
        match on_conflict {
            OnConflict::Fail => {}
            OnConflict::Keep => {
                sql.push(" ON CONFLICT DO NOTHING");
            }
            OnConflict::Do(action) => {
                sql.push(" ON CONFLICT ").push(action);
            }
        }
        sql.execute(tx).await?;
    }
    Ok(())
}

/// Updates many rows of `table`, each with its own values: the first `keys` columns say which row, the others are set.
pub(crate) async fn update_many(
    tx: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    keys: usize,
    rows: &[Vec<Value>],
) -> Result<(), StoreError> {
    let (key_columns, set_columns) = columns.split_at(keys);
    let set: Vec<String> = set_columns.iter().map(|c| format!("{c} = v.{c}")).collect();
    let matching: Vec<String> = key_columns.iter().map(|c| format!("{table}.{c} = v.{c}")).collect();
    let statement = format!("UPDATE {table} SET {} FROM v WHERE {}", set.join(", "), matching.join(" AND "));
    with_values(tx, columns, rows, &statement).await
}

/// Runs a statement that reads `rows` from a table `v` with these columns.
pub(crate) async fn with_values(
    tx: &impl ConnectionTrait,
    columns: &[&str],
    rows: &[Vec<Value>],
    statement: &str,
) -> Result<(), StoreError> {
    for chunk in shared_lengths(rows, columns.len()) {
        let mut sql = Sql::new(backend(tx), "WITH v (");
        sql.push(&columns.join(", ")).push(") AS (VALUES ");
        for (index, row) in chunk.iter().enumerate() {
            tuple(&mut sql, index, row.iter().cloned());
        }
        sql.push(") ").push(statement);
        sql.execute(tx).await?;
    }
    Ok(())
}

fn tuple(sql: &mut Sql, index: usize, values: impl Iterator<Item = Value>) {
    sql.push(if index > 0 { ", (" } else { "(" });
    for (position, value) in values.enumerate() {
        if position > 0 {
            sql.push(", ");
        }
        sql.bind(value);
    }
    sql.push(")");
}

/// Splits `rows` into slices of at most [`EXACT_MAX`] rows or a power of two, within the bounds of one statement.
fn shared_lengths<T>(rows: &[T], width: usize) -> impl Iterator<Item = &[T]> {
    let largest = previous_power_of_two((VALUES_MAX / width.max(1)).clamp(1, ROWS_MAX));
    let mut rest = rows;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let length = if rest.len() <= EXACT_MAX { rest.len() } else { previous_power_of_two(rest.len()) };
        let (chunk, after) = rest.split_at(length.min(largest));
        rest = after;
        Some(chunk)
    })
}

fn previous_power_of_two(n: usize) -> usize {
    1 << n.max(1).ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_split_into_few_lengths_and_none_is_lost() {
        for count in [0usize, 1, 2, 3, 7, 16, 17, 100, 256, 1000] {
            let rows: Vec<usize> = (0..count).collect();
            let chunks: Vec<&[usize]> = shared_lengths(&rows, 20).collect();
            let is_shared = |length: usize| length <= EXACT_MAX || length.is_power_of_two();
            assert!(chunks.iter().all(|chunk| is_shared(chunk.len()) && chunk.len() <= ROWS_MAX));
            assert!(count > EXACT_MAX || chunks.len() <= 1);
            assert_eq!(chunks.concat(), rows);
        }
        assert!(shared_lengths(&[0; 1000], 1000).all(|chunk| chunk.len() * 1000 <= VALUES_MAX));
    }
}
