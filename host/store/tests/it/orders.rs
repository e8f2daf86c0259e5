//! Orders and what goes out to channels, with two nodes at the same rows.

use crate::support::{Shop, on_both};
use bodega_domain::ids::{InstallationId, OrderId, VariantId};
use bodega_domain::order::{Fulfilment, Goods, NewOrder, NewOrderLine, Order, OrderChange, OrderStatus};
use bodega_store::channels::{ChannelItemFilter, ItemFacts, ItemState, LaneKey};
use bodega_store::effects::{ApplyEffects, Effects};
use bodega_store::orders::{OrderCommand, OrderFilter, OrderNews, PlaceOrder};
use bodega_store::stock::{MoveStock, StockDelta, StockFilter, StockReason};
use bodega_store::{PageRequest, Store};
use uuid::Uuid;

const NOW: i64 = 1_700_000_000_000;

fn place(shop: &Shop, external_id: &str, variant: VariantId) -> OrderCommand {
    let line = NewOrderLine {
        sku: "tea".to_owned(),
        variant: Some(variant),
        name: "Tea".to_owned(),
        quantity: 1_000_000,
        unit_price_minor: 1_000,
        discount_minor: 0,
        stock_units: 1,
        is_measured: false,
    };
    let order = Order::place(NewOrder {
        id: OrderId(Uuid::now_v7()),
        plugin: "eats".to_owned(),
        channel: "eats".to_owned(),
        external_id: external_id.to_owned(),
        number: "#1".to_owned(),
        store: shop.store,
        legal_entity: shop.entity,
        fulfilment: Fulfilment::Pickup,
        currency: "CNY".to_owned(),
        placed_at_ms: NOW,
        wanted_at_ms: None,
        recorded_at_ms: NOW,
        lines: vec![line],
        charges: Vec::new(),
        paid_minor: 1_000,
    });
    OrderCommand::Place(Box::new(PlaceOrder { order: order.unwrap(), recipient: None }))
}

fn tell(external_id: &str, change: OrderChange) -> OrderCommand {
    let (channel, external_id) = ("eats".to_owned(), external_id.to_owned());
    OrderCommand::Tell(OrderNews { channel, external_id, change, at_ms: NOW })
}

/// Applies commands as an invocation does; a node that meets another is told to come again.
async fn apply(store: &Store, shop: &Shop, orders: Vec<OrderCommand>) {
    let invocation = Uuid::now_v7();
    for _ in 0..20 {
        let apply = ApplyEffects {
            tenant: shop.tenant,
            installation: InstallationId(Uuid::from_u128(1)),
            plugin: "eats".to_owned(),
            invocation,
            recorded_at_ms: NOW,
            effects: Effects { orders: orders.clone(), ..Effects::default() },
        };
        match store.apply_effects(apply).await {
            Ok(_) => return,
            Err(error) => assert!(
                format!("{error:?}").contains("Taken") || format!("{error:?}").contains("Busy"),
                "{error:?}"
            ),
        }
    }
    panic!("never applied");
}

fn goods(shop: &Shop, variant: VariantId, micros: i64) -> MoveStock {
    MoveStock {
        document: Uuid::now_v7(),
        reason: StockReason::Receipt,
        occurred_at_ms: NOW,
        recorded_at_ms: NOW,
        deltas: vec![StockDelta { delta_micros: micros, ..shop.less(variant, 0) }],
        events: Vec::new(),
    }
}

on_both! {
    async fn an_order_and_its_news_on_two_nodes_never_pass_each_other(db) {
        let shop = Shop::open(&db.store).await;
        let other = db.another().await;
        let variant = VariantId(Uuid::now_v7());
        db.store.move_stock(shop.tenant, goods(&shop, variant, 100_000_000)).await.unwrap();
        let cancel = || OrderChange::Cancel { reason: None, goods: Goods::Gone };
        for round in 0..12 {
            let id = format!("{round}");
            tokio::join!(
                apply(&db.store, &shop, vec![place(&shop, &id, variant)]),
                apply(&other, &shop, vec![tell(&id, cancel())]),
                apply(&other, &shop, vec![place(&shop, &id, variant)]),
            );
        }
        let orders = db.store.list_orders(shop.tenant, &OrderFilter::default(), &PageRequest::default()).await.unwrap();
        assert_eq!(orders.items.len(), 12);
        for order in &orders.items {
            assert_eq!(order.status, OrderStatus::Cancelled, "{}", order.external_id);
        }
        let stock = db.store.stock_balances(shop.tenant, &StockFilter::default(), &PageRequest::default()).await.unwrap();
        assert_eq!((stock.items[0].on_hand_micros, stock.items[0].reserved_micros), (100_000_000, 0));
        assert_eq!(db.store.purge_early_news(i64::MAX).await.unwrap(), 0, "no news is left waiting");
        other.close().await;
    }
}

on_both! {
    async fn the_last_value_is_never_missed(db) {
        let shop = Shop::open(&db.store).await;
        let other = db.another().await;
        let variant = VariantId(Uuid::now_v7());
        let lane = LaneKey { tenant: shop.tenant, installation: InstallationId(Uuid::now_v7()), store: shop.store };
        let facts = ItemFacts {
            sku: "tea".to_owned(),
            variant,
            document_key: "tea".to_owned(),
            price_minor: Some(1_000),
            is_on_sale: true,
        };
        // Moves on one node while the other makes the item and collects.
        let moves = async {
            for _ in 0..40 {
                db.store.move_stock(shop.tenant, goods(&shop, variant, 1_000_000)).await.unwrap();
            }
        };
        let collects = async {
            other.refresh_items(lane, std::slice::from_ref(&facts), NOW).await.unwrap();
            for _ in 0..40 {
                // Busy: the next round does it.
                let _ = other.collect_marks(NOW, 100).await;
            }
        };
        tokio::join!(moves, collects);
        while db.store.collect_marks(NOW, 100).await.unwrap() > 0 {}
        let items =
            db.store.list_channel_items(shop.tenant, &ChannelItemFilter::default(), &PageRequest::default()).await.unwrap();
        let item = &items.items[0];
        assert_eq!((item.on_hand_micros, item.available_micros), (40_000_000, 40_000_000));
        assert_eq!((items.items.len(), item.state), (1, ItemState::Pending));
        // Comparing again with the same facts changes nothing.
        let version = item.version;
        db.store.refresh_items(lane, &[facts], NOW).await.unwrap();
        let items =
            db.store.list_channel_items(shop.tenant, &ChannelItemFilter::default(), &PageRequest::default()).await.unwrap();
        assert_eq!(items.items[0].version, version);
        other.close().await;
    }
}
