//! `bodega doctor`: checks what must always hold in the database and how old the newest backup is, and says where it is
//! not so; tries all keys; lists what is to be compiled again. A key file that is missing or that others may read ends it before.

use super::keys::report_wrong;
use bodega_app::{App, plugins};
use bodega_server::config::Config;
use bodega_server::{Opened, open};
use bodega_store::PageRequest;
use std::process::ExitCode;

/// Says what an upgrade of wasmtime leaves to be compiled again; `bodega serve` does it by itself.
async fn report_artefacts(app: &App) -> anyhow::Result<()> {
    for folder in app.plugins.foreign_artefacts()? {
        println!(
            "compiled by another engine: {} has {} components, {} KiB",
            folder.engine,
            folder.components,
            folder.bytes >> 10
        );
    }
    for component in plugins::not_compiled(app).await? {
        println!("not compiled for this engine yet: {component}");
    }
    Ok(())
}

/// Runs it; exits non-zero where something is wrong.
pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let Opened { app, store, .. } = open(config).await?;
    report_artefacts(&app).await?;
    let are_keys_sound = report_wrong(&store).await? == ExitCode::SUCCESS;
    let (mut page, mut faults) = (PageRequest::default(), usize::from(!are_keys_sound));
    loop {
        let tenants = store.list_tenants(&page).await?;
        for tenant in tenants.items {
            let ledger = store.check_ledger(tenant.id).await?;
            let stock = store.check_stock(tenant.id).await?;
            let chain = store.verify_chain(tenant.id).await?;
            let is_sound = ledger.is_sound() && stock.is_empty() && chain.fault.is_none();
            println!(
                "{}: {} events sealed, {}",
                tenant.code,
                chain.events,
                if is_sound { "sound" } else { "NOT SOUND" }
            );
            for (unit, sum) in &ledger.unbalanced_units {
                println!("  ledger: {unit} sums to {sum} instead of 0");
            }
            for account in &ledger.wrong_accounts {
                println!("  ledger: the balance of {account} is not the sum of its transfers");
            }
            for wrong in &stock {
                println!(
                    "  stock: variant {} at {}: balance {}, moves {}",
                    wrong.variant, wrong.location, wrong.on_hand_micros, wrong.moved_micros
                );
            }
            if let Some(fault) = &chain.fault {
                println!("  events: {fault:?}");
            }
            faults += usize::from(!is_sound);
        }
        match tenants.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    faults += super::audit::prove(config, &store, None, &[], Vec::new()).await?;
    faults += usize::from(!super::backup::report(config).await);
    store.close().await;
    Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
