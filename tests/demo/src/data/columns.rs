//! Reads single columns of a parquet file, in bounded batches and without the columns nobody asked for.

use anyhow::{Context, Result, bail};
use parquet::column::reader::{ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{ByteArrayType, DataType, DoubleType, Int64Type, Int96Type};
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;
use std::path::Path;

/// Rows decoded at once: enough that calls cost nothing, few enough that a batch fits the cache.
const BATCH: usize = 16 * 1024;

/// An open parquet file.
pub struct Table {
    file: SerializedFileReader<File>,
    name: String,
}

impl Table {
    /// Opens the table `name` in `dir`.
    ///
    /// # Errors
    /// There is no such file, or it is no parquet.
    pub fn open(dir: &Path, name: &str) -> Result<Self> {
        let path = dir.join(format!("{name}.parquet"));
        let file = File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
        let file =
            SerializedFileReader::new(file).with_context(|| format!("{} is not parquet", path.display()))?;
        Ok(Table { file, name: name.to_owned() })
    }

    /// Whole numbers; a null is refused.
    ///
    /// # Errors
    /// No such column, another type, or a null.
    pub fn integers(&self, column: &str) -> Result<Vec<i64>> {
        self.required::<Int64Type, _>(column, |value| *value)
    }

    /// Amounts in units as whole cents; a null is refused.
    ///
    /// # Errors
    /// As [`Self::integers`].
    pub fn cents(&self, column: &str) -> Result<Vec<i64>> {
        // Amounts are decimals that went through a float; below 2^40 the nearest cent is the one that was meant.
        self.required::<DoubleType, _>(column, |value| (value * 100.0).round() as i64)
    }

    /// Moments as ms since 1970 UTC; a null is refused.
    ///
    /// # Errors
    /// As [`Self::integers`].
    pub fn instants(&self, column: &str) -> Result<Vec<i64>> {
        self.required::<Int96Type, _>(column, parquet::data_type::Int96::to_millis)
    }

    /// Texts, trimmed, runs of blanks as one.
    ///
    /// # Errors
    /// No such column, another type, or not UTF-8.
    pub fn texts(&self, column: &str) -> Result<Vec<Option<String>>> {
        let rows = self.read::<ByteArrayType, _>(column, |value| {
            value.as_utf8().ok().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        })?;
        // A null and a text that is no UTF-8 differ: only the former may be left out.
        rows.into_iter()
            .map(|row| match row {
                Some(None) => bail!("{}.{column} is not UTF-8", self.name),
                row => Ok(row.flatten()),
            })
            .collect()
    }

    fn required<T: DataType, V>(&self, column: &str, map: impl Fn(&T::T) -> V) -> Result<Vec<V>> {
        let rows = self.read::<T, V>(column, map)?;
        rows.into_iter()
            .map(|row| row.with_context(|| format!("{}.{column} holds a null", self.name)))
            .collect()
    }

    fn read<T: DataType, V>(&self, column: &str, map: impl Fn(&T::T) -> V) -> Result<Vec<Option<V>>> {
        let schema = self.file.metadata().file_metadata().schema_descr();
        let position = schema
            .columns()
            .iter()
            .position(|found| found.name() == column)
            .with_context(|| format!("the table {} has no column {column}", self.name))?;
        if schema.column(position).physical_type() != T::get_physical_type() {
            bail!("{}.{column} is not of type {}", self.name, T::get_physical_type());
        }
        let mut rows = Vec::new();
        for group in 0..self.file.num_row_groups() {
            let group = self.file.get_row_group(group)?;
            let mut reader: ColumnReaderImpl<T> = get_typed_column_reader(group.get_column_reader(position)?);
            let (mut values, mut levels) = (Vec::new(), Vec::new());
            loop {
                values.clear();
                levels.clear();
                let (records, _, _) = reader.read_records(BATCH, Some(&mut levels), None, &mut values)?;
                if records == 0 {
                    break;
                }
                if levels.is_empty() {
                    rows.extend(values.iter().map(|value| Some(map(value))));
                    continue;
                }
                let mut present = values.iter();
                rows.extend(levels.iter().map(|level| match level {
                    0 => None,
                    _ => present.next().map(&map),
                }));
            }
        }
        Ok(rows)
    }
}
