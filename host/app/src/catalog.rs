//! Master data of goods: tax classes and rates, products with variants and barcodes, price lists and prices.
//! Batches are taken whole or not at all, and a batch of one is how a single record is written.

mod prices;
mod products;
mod taxes;

pub use bodega_store::catalog::{
    Barcode, BarcodeHit, Price, PriceList, Product, ProductFilter, ProductStatus, TaxClass, TaxRate, Variant,
};
pub use prices::{PRICES_MAX, list_price_lists, list_prices, put_price_list, upsert_prices};
pub use products::{PRODUCTS_MAX, find_barcode, find_product, list_products, upsert_products};
pub use taxes::{list_tax_classes, list_tax_rates, put_tax_class};
