//! Products, their variants and barcodes.

use crate::app::App;
use crate::check::{
    AMOUNT_MAX, CODE_MAX, NAME_MAX, batch, optional_text, page as page_error, refused, text, within,
};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::pricing::OPEN_SKU;
use bodega_store::catalog::{BarcodeHit, Product, ProductFilter, UpsertProductsError, Variant};
use bodega_store::{Page, PageRequest};
use std::collections::{BTreeSet, HashMap};

/// The most products of one batch: a few megabytes of JSON, a second of writing.
pub const PRODUCTS_MAX: usize = 2_000;
/// The most variants of one product: sizes times colours of a garment.
const VARIANTS_MAX: usize = 500;
/// The most tags of one product.
const TAGS_MAX: usize = 100;
/// The most barcodes of one variant.
const BARCODES_MAX: usize = 50;
/// The longest category path, characters.
const CATEGORY_MAX: usize = 300;
/// The most stock units in one unit or pack: a pallet of matches.
const STOCK_UNITS_MAX: i64 = 1_000_000;

/// Makes or changes products with their variants and barcodes. Variants that are not named stay as they are.
pub async fn upsert_products(app: &App, cx: &OpContext, products: &[Product]) -> AppResult<()> {
    batch("/products", products.len(), PRODUCTS_MAX)?;
    let classes = app.store.list_tax_classes(cx.tenant).await?;
    let classes: BTreeSet<&str> = classes.iter().map(|class| class.code.as_str()).collect();
    for (index, product) in products.iter().enumerate() {
        let at = format!("/products/{index}");
        check_product(&at, product)?;
        if !classes.contains(product.tax_class.as_str()) {
            let message = format!("tax class {:?} does not exist", product.tax_class);
            return Err(AppError::invalid("tax_class.unknown", format!("{at}/tax_class"), message));
        }
    }
    check_unique(products)?;
    let done = app.store.upsert_products(cx.tenant, products).await;
    app.catalog_changed(cx.tenant);
    done.map_err(|error| match error {
        UpsertProductsError::Store(error) => refused("/products", error),
        UpsertProductsError::SkuTaken { ref sku } => AppError {
            pointer: find(products, |variant| (variant.sku == *sku).then(|| "/sku".to_owned())),
            ..AppError::conflict("sku.taken", error.to_string())
        },
        UpsertProductsError::BarcodeTaken { ref code } => AppError {
            pointer: find(products, |variant| {
                let at = variant.barcodes.iter().position(|barcode| barcode.code == *code);
                at.map(|at| format!("/barcodes/{at}/code"))
            }),
            ..AppError::conflict("barcode.taken", error.to_string())
        },
    })
}

/// The product that has a variant of this SKU.
pub async fn find_product(app: &App, cx: &OpContext, sku: &str) -> AppResult<Product> {
    let found = app.store.find_product_by_sku(cx.tenant, sku).await?;
    found.ok_or_else(|| AppError::not_found("sku.unknown", format!("SKU {sku:?}")))
}

/// What a scanned barcode stands for.
pub async fn find_barcode(app: &App, cx: &OpContext, code: &str) -> AppResult<BarcodeHit> {
    let found = app.store.find_barcode(cx.tenant, code).await?;
    found.ok_or_else(|| AppError::not_found("barcode.unknown", format!("barcode {code:?}")))
}

/// Products by name with all their variants.
pub async fn list_products(
    app: &App,
    cx: &OpContext,
    filter: &ProductFilter,
    page: &PageRequest,
) -> AppResult<Page<Product>> {
    app.store.list_products(cx.tenant, filter, page).await.map_err(page_error)
}

fn check_product(at: &str, product: &Product) -> AppResult<()> {
    text(format!("{at}/name"), &product.name, NAME_MAX)?;
    text(format!("{at}/unit_of_measure"), &product.unit_of_measure, CODE_MAX)?;
    optional_text(format!("{at}/category"), &product.category, CATEGORY_MAX)?;
    within(format!("{at}/tags"), product.tags.len() as i64, 0, TAGS_MAX as i64)?;
    for (index, tag) in product.tags.iter().enumerate() {
        text(format!("{at}/tags/{index}"), tag, CODE_MAX)?;
    }
    within(format!("{at}/variants"), product.variants.len() as i64, 0, VARIANTS_MAX as i64)?;
    for (index, variant) in product.variants.iter().enumerate() {
        check_variant(&format!("{at}/variants/{index}"), variant)?;
    }
    Ok(())
}

fn check_variant(at: &str, variant: &Variant) -> AppResult<()> {
    text(format!("{at}/sku"), &variant.sku, CODE_MAX)?;
    if variant.sku == OPEN_SKU {
        return Err(AppError::invalid("sku.reserved", format!("{at}/sku"), "this SKU stands for open lines"));
    }
    optional_text(format!("{at}/name"), &variant.name, NAME_MAX)?;
    within(format!("{at}/stock_units"), i64::from(variant.stock_units), 1, STOCK_UNITS_MAX)?;
    within(format!("{at}/hard_floor_minor"), variant.hard_floor_minor, 0, AMOUNT_MAX)?;
    within(format!("{at}/barcodes"), variant.barcodes.len() as i64, 0, BARCODES_MAX as i64)?;
    for (index, barcode) in variant.barcodes.iter().enumerate() {
        text(format!("{at}/barcodes/{index}/code"), &barcode.code, CODE_MAX)?;
        within(
            format!("{at}/barcodes/{index}/stock_units"),
            i64::from(barcode.stock_units),
            1,
            STOCK_UNITS_MAX,
        )?;
    }
    Ok(())
}

/// No product, variant, SKU or barcode twice in one batch.
fn check_unique(products: &[Product]) -> AppResult<()> {
    let mut seen: HashMap<(&str, String), ()> = HashMap::new();
    let mut once = |what: &'static str, value: String, pointer: String| match seen.insert((what, value), ()) {
        None => Ok(()),
        Some(()) => Err(AppError::invalid(
            "batch.duplicate",
            pointer,
            format!("this {what} comes twice in the batch"),
        )),
    };
    for (p, product) in products.iter().enumerate() {
        once("product", product.id.to_string(), format!("/products/{p}/id"))?;
        for (v, variant) in product.variants.iter().enumerate() {
            let at = format!("/products/{p}/variants/{v}");
            once("variant", variant.id.to_string(), format!("{at}/id"))?;
            once("SKU", variant.sku.clone(), format!("{at}/sku"))?;
            for (b, barcode) in variant.barcodes.iter().enumerate() {
                once("barcode", barcode.code.clone(), format!("{at}/barcodes/{b}/code"))?;
            }
        }
    }
    Ok(())
}

fn find(products: &[Product], inside: impl Fn(&Variant) -> Option<String>) -> Option<String> {
    products.iter().enumerate().find_map(|(p, product)| {
        let mut variants = product.variants.iter().enumerate();
        variants
            .find_map(|(v, variant)| inside(variant).map(|rest| format!("/products/{p}/variants/{v}{rest}")))
    })
}
