//! The catalog: bulk writes, and the facts a quote is made from.

use crate::support::{Shop, on_both};
use bodega_domain::ids::{OrgUnitId, PriceListId, ProductId, VariantId};
use bodega_store::catalog::{
    Barcode, FactsQuery, Price, PriceList, Product, ProductFilter, ProductStatus, RETAIL, SkuFacts, TaxClass,
    TaxRate, UpsertProductsError, Variant,
};
use bodega_store::org::{OrgUnit, OrgUnitKind, StoreContext};
use bodega_store::{PageRequest, Store};
use uuid::Uuid;

fn product(n: u128) -> Product {
    Product {
        id: ProductId(Uuid::from_u128(n)),
        name: format!("Product {n:06}"),
        tags: vec!["food".to_owned(), format!("t{}", n % 3)],
        tax_class: "standard".to_owned(),
        unit_of_measure: "piece".to_owned(),
        measured: n.is_multiple_of(2),
        category: if n.is_multiple_of(2) { "food/fresh".to_owned() } else { "toys".to_owned() },
        status: ProductStatus::Active,
        variants: vec![Variant {
            id: VariantId(Uuid::from_u128(n)),
            sku: format!("SKU-{n}"),
            name: String::new(),
            stock_units: 1,
            hard_floor_minor: 7,
            barcodes: vec![Barcode { code: format!("690{n}"), stock_units: 6 }],
        }],
    }
}

on_both! {
    async fn thousands_of_products_are_written_at_once_and_paged_through(db) {
        let shop = Shop::open(&db.store).await;
        let before = db.store.catalog_version(shop.tenant).await.unwrap();
        let products: Vec<Product> = (0..3_000).map(product).collect();
        db.store.upsert_products(shop.tenant, &products).await.unwrap();
        db.store.upsert_products(shop.tenant, &products).await.unwrap();
        assert_eq!(db.store.catalog_version(shop.tenant).await.unwrap(), before + 2);
        assert_eq!(db.store.get_product(shop.tenant, products[5].id).await.unwrap(), Some(products[5].clone()));
        let found = db.store.find_product_by_sku(shop.tenant, "SKU-2999").await.unwrap();
        assert_eq!(found, Some(products[2999].clone()));
        assert_eq!(db.store.find_product_by_sku(shop.tenant, "SKU-3000").await.unwrap(), None);
        let hit = db.store.find_barcode(shop.tenant, "69012").await.unwrap().unwrap();
        assert_eq!((hit.sku.as_str(), hit.stock_units), ("SKU-12", 6));

        let filter = ProductFilter { category: Some("food".to_owned()), ..ProductFilter::default() };
        let mut page = PageRequest::first(400);
        let mut names = Vec::new();
        loop {
            let list = db.store.list_products(shop.tenant, &filter, &page).await.unwrap();
            assert!(list.items.iter().all(|product| product.variants.len() == 1));
            names.extend(list.items.into_iter().map(|product| product.name));
            match list.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        assert_eq!(names.len(), 1_500);
        assert!(names.is_sorted());
        let first = db.store.scan_products(shop.tenant, None, 9_999).await.unwrap();
        assert_eq!(first, products[..500]);
        let next = db.store.scan_products(shop.tenant, Some(products[499].id), 2).await.unwrap();
        assert_eq!(next, products[500..502]);
        let few = ProductFilter { name_prefix: Some("Product 00001".to_owned()), ..ProductFilter::default() };
        let few = db.store.list_products(shop.tenant, &few, &PageRequest::default()).await.unwrap();
        assert_eq!(few.items.len(), 10);
        let none = ProductFilter { status: Some(ProductStatus::Retired), ..ProductFilter::default() };
        let none = db.store.list_products(shop.tenant, &none, &PageRequest::default()).await.unwrap();
        assert!(none.items.is_empty());
    }
}

on_both! {
    async fn skus_and_barcodes_of_others_are_refused_with_the_whole_batch(db) {
        let shop = Shop::open(&db.store).await;
        db.store.upsert_products(shop.tenant, &[product(1)]).await.unwrap();
        let mut thief = product(2);
        thief.variants[0].sku = "SKU-1".to_owned();
        let taken = db.store.upsert_products(shop.tenant, &[product(3), thief]).await;
        assert!(matches!(taken, Err(UpsertProductsError::SkuTaken { sku }) if sku == "SKU-1"));
        let mut thief = product(2);
        thief.variants[0].barcodes[0].code = "6901".to_owned();
        let taken = db.store.upsert_products(shop.tenant, &[product(3), thief]).await;
        assert!(matches!(taken, Err(UpsertProductsError::BarcodeTaken { code }) if code == "6901"));
        let mut twin = product(4);
        twin.variants[0].sku = "SKU-3".to_owned();
        let taken = db.store.upsert_products(shop.tenant, &[product(3), twin]).await;
        assert!(matches!(taken, Err(UpsertProductsError::SkuTaken { .. })));
        assert_eq!(db.store.find_product_by_sku(shop.tenant, "SKU-3").await.unwrap(), None);
        // Another tenant may use the same SKU.
        let other = Shop::open(&db.store).await;
        db.store.upsert_products(other.tenant, &[product(1)]).await.unwrap();
        // Barcodes of a named variant become those given.
        let mut changed = product(1);
        changed.variants[0].barcodes = vec![Barcode { code: "new".to_owned(), stock_units: 1 }];
        db.store.upsert_products(shop.tenant, &[changed.clone()]).await.unwrap();
        assert_eq!(db.store.find_barcode(shop.tenant, "6901").await.unwrap(), None);
        assert_eq!(db.store.get_product(shop.tenant, changed.id).await.unwrap(), Some(changed));
    }
}

/// A region with the shop in it, a retail list, tax rates.
async fn priced_shop(store: &Store) -> (Shop, OrgUnitId, PriceListId, StoreContext) {
    let shop = Shop::open(store).await;
    let region = OrgUnit {
        id: OrgUnitId(Uuid::now_v7()),
        kind: OrgUnitKind::Region,
        code: "east".to_owned(),
        ..shop.org_unit()
    };
    store.put_org_unit(shop.tenant, &region).await.unwrap();
    store.put_org_unit(shop.tenant, &OrgUnit { parent: Some(region.id), ..shop.org_unit() }).await.unwrap();
    store.upsert_products(shop.tenant, &(0..20).map(product).collect::<Vec<_>>()).await.unwrap();
    let list = PriceListId(Uuid::now_v7());
    let lists = [
        ("Retail", "CNY", RETAIL, list),
        ("Dollars", "USD", RETAIL, other(list)),
        ("B2B", "CNY", "b2b", third(list)),
    ]
    .map(|(name, currency, kind, id)| PriceList {
        id,
        name: name.to_owned(),
        currency: currency.to_owned(),
        kind: kind.to_owned(),
    });
    store.upsert_price_lists(shop.tenant, &lists).await.unwrap();
    assert_eq!(store.list_price_lists(shop.tenant).await.unwrap().len(), 3);
    let class = TaxClass { code: "standard".to_owned(), name: "Standard".to_owned() };
    store.upsert_tax_classes(shop.tenant, std::slice::from_ref(&class)).await.unwrap();
    assert_eq!(store.list_tax_classes(shop.tenant).await.unwrap(), [class]);
    let rate = |valid_from: &str, ppm| TaxRate {
        tax_class: "standard".to_owned(),
        legal_entity: shop.entity,
        valid_from: valid_from.to_owned(),
        ppm,
    };
    let rates = [rate("2018-05-01", 160_000), rate("2019-04-01", 130_000), rate("2030-01-01", 100_000)];
    store.upsert_tax_rates(shop.tenant, &rates).await.unwrap();
    assert_eq!(store.list_tax_rates(shop.tenant).await.unwrap(), rates);
    let context = store.store_context(shop.tenant, shop.store).await.unwrap().unwrap();
    (shop, region.id, list, context)
}

fn other(list: PriceListId) -> PriceListId {
    PriceListId(Uuid::from_u128(list.0.as_u128() + 1))
}

fn third(list: PriceListId) -> PriceListId {
    PriceListId(Uuid::from_u128(list.0.as_u128() + 2))
}

fn price(list: PriceListId, unit: Option<OrgUnitId>, minor: i64, from: i64, to: Option<i64>) -> Price {
    Price {
        list,
        variant: VariantId(Uuid::from_u128(1)),
        org_unit: unit,
        unit_price_minor: minor,
        floor_minor: minor / 2,
        valid_from_ms: from,
        valid_to_ms: to,
    }
}

async fn facts(store: &Store, shop: &Shop, context: &StoreContext, now_ms: i64, date: &str) -> SkuFacts {
    let skus: Vec<String> = ["SKU-1", "SKU-2", "nothing", "SKU-1"].map(str::to_owned).to_vec();
    let query = FactsQuery { store: context, skus: &skus, now_ms, date, price_kind: RETAIL };
    let mut facts = store.catalog_facts(shop.tenant, query).await.unwrap();
    assert_eq!(facts.len(), 2, "unknown SKUs are left out");
    assert_eq!(facts["SKU-2"].unit_price_minor, None);
    facts.remove("SKU-1").unwrap()
}

on_both! {
    async fn the_nearest_and_latest_price_counts_and_says_how_long(db) {
        let (shop, region, list, context) = priced_shop(&db.store).await;
        let prices = [
            price(list, None, 1_000, 0, None),
            price(list, None, 900, 100, Some(200)),
            price(list, Some(region), 800, 300, Some(400)),
            price(list, Some(shop.store), 700, 350, Some(360)),
            price(list, Some(OrgUnitId(Uuid::now_v7())), 1, 0, None),
            price(other(list), None, 2, 500, None),
            price(third(list), None, 3, 500, None),
        ];
        db.store.upsert_prices(shop.tenant, &prices).await.unwrap();
        assert_eq!(db.store.list_prices(shop.tenant, prices[0].variant).await.unwrap().len(), prices.len());
        let at = async |now_ms| {
            let facts = facts(&db.store, &shop, &context, now_ms, "2024-01-01").await;
            let price = db.store.price_at(shop.tenant, "SKU-1", shop.store, now_ms).await.unwrap();
            assert_eq!(price, facts.unit_price_minor);
            (facts.unit_price_minor.unwrap(), facts.floor_minor, facts.fresh_until_ms)
        };
        assert_eq!(db.store.price_at(shop.tenant, "SKU-9", shop.store, 50).await.unwrap(), None);
        let nowhere = OrgUnitId(Uuid::now_v7());
        assert_eq!(db.store.price_at(shop.tenant, "SKU-1", nowhere, 50).await.unwrap(), None);
        assert_eq!(at(50).await, (1_000, 500, 100));
        assert_eq!(at(100).await, (900, 450, 200));
        assert_eq!(at(200).await, (1_000, 500, 300));
        assert_eq!(at(300).await, (800, 400, 350));
        assert_eq!(at(355).await, (700, 350, 360));
        assert_eq!(at(360).await, (800, 400, 400));
        assert_eq!(at(1_000).await, (1_000, 500, i64::MAX));

        let known = facts(&db.store, &shop, &context, 0, "2024-01-01").await;
        assert_eq!((known.name.as_str(), known.stock_units, known.hard_floor_minor), ("Product 000001", 1, 7));
        assert_eq!((known.tags, known.measured, known.is_active), (product(1).tags, false, true));
        for (date, ppm) in
            [("2018-04-30", None), ("2019-03-31", Some(160_000)), ("2019-04-01", Some(130_000)), ("2031-01-01", Some(100_000))]
        {
            assert_eq!(facts(&db.store, &shop, &context, 0, date).await.tax_ppm, ppm, "{date}");
        }
        // A price is the same one when list, variant, unit and start are; the last of a batch counts.
        let again = [price(list, None, 5, 0, None), price(list, None, 6, 0, None)];
        db.store.upsert_prices(shop.tenant, &again).await.unwrap();
        assert_eq!(at(0).await.0, 6);
    }
}
