//! What pure points may look at. Written by hand instead of through `bindgen!`'s traits: values are built once a
//! basket and lowered from shared memory, so no string is cloned for a call.

use crate::bindings::v0_1::bodega::base::types::Document;
use crate::bindings::v0_1::bodega::basket::totals::{Sums, Tender};
use crate::bindings::v0_1::bodega::basket::view::Line;
use crate::convert::v0_1 as convert;
use crate::input::{PureInput, PureInputInner, Weighed, weigh_all};
use crate::state::{Breach, State, Work};
use std::sync::Arc;
use wasmtime::StoreContextMut;
use wasmtime::component::{ComponentType, Linker, Lower};

/// Defines every interface of the class into a linker.
pub(crate) fn define(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    getter(linker, "bodega:basket/view", "context", |i| &i.basket.context)?;
    getter(linker, "bodega:basket/view", "units", |i| &i.units)?;
    getter(linker, "bodega:basket/view", "tag-names", |i| &i.basket.tag_names)?;
    getter(linker, "bodega:basket/view", "tag-refs", |i| &i.basket.tag_refs)?;
    getter(linker, "bodega:basket/view", "gift-lines", |i| &i.gift_lines)?;
    getter(linker, "bodega:basket/view", "coupons", |i| &i.basket.coupons)?;
    getter(linker, "bodega:basket/view", "requests", |i| &i.requests)?;
    getter(linker, "bodega:basket/member-tags", "tags", |i| &i.member_tags)?;
    getter(linker, "bodega:basket/balances", "fetched", |i| &i.balances)?;
    getter(linker, "bodega:basket/documents", "fetched", |i| &i.documents)?;
    linker.instance("bodega:basket/totals@0.1.0")?.func_wrap("summary", summary)?;
    linker.instance("bodega:basket/totals@0.1.0")?.func_wrap("tenders", tenders)?;
    linker.instance("bodega:basket/view@0.1.0")?.func_wrap("lines", lines)?;
    linker.instance("bodega:basket/usage@0.1.0")?.func_wrap("order-number", order_number)?;
    let mut source = linker.instance("bodega:basket/compile-source@0.1.0")?;
    source.func_wrap("settings", compile_settings)?;
    source.func_wrap("documents", compile_documents)
}

/// A function without parameters that hands out a value of the basket.
fn getter<T>(
    linker: &mut Linker<State>,
    interface: &'static str,
    function: &'static str,
    get: fn(&PureInputInner) -> &Weighed<T>,
) -> wasmtime::Result<()>
where
    T: ComponentType + Lower + Send + Sync + ?Sized + 'static,
{
    let serve = move |mut store: StoreContextMut<'_, State>, (): ()| {
        let state = store.data_mut();
        let input = basket_of(&state.work).ok_or_else(|| denied(interface, function))?;
        let found = get(&input.inner);
        let (value, bytes) = (found.value.clone(), found.bytes);
        state.meter.call()?;
        state.meter.bytes(bytes)?;
        Ok((value,))
    };
    linker.instance(&format!("{interface}@0.1.0"))?.func_wrap(function, serve)
}

/// The basket of a call that has one.
fn basket_of(work: &Work) -> Option<&PureInput> {
    match work {
        Work::Price(input) | Work::Check(input, _) => Some(input),
        _ => None,
    }
}

fn summary(mut store: StoreContextMut<'_, State>, (): ()) -> wasmtime::Result<(Sums,)> {
    let state = store.data_mut();
    let Work::Check(_, totals) = &state.work else { return Err(denied("bodega:basket/totals", "summary")) };
    let summary = totals.summary;
    state.meter.call()?;
    Ok((summary,))
}

fn tenders(mut store: StoreContextMut<'_, State>, (): ()) -> wasmtime::Result<(Arc<[Tender]>,)> {
    let state = store.data_mut();
    let Work::Check(_, totals) = &state.work else { return Err(denied("bodega:basket/totals", "tenders")) };
    let (tenders, bytes) = (totals.tenders.value.clone(), totals.tenders.bytes);
    state.meter.call()?;
    state.meter.bytes(bytes)?;
    Ok((tenders,))
}

fn lines(
    mut store: StoreContextMut<'_, State>,
    (offset, max): (u32, u32),
) -> wasmtime::Result<(Arc<[Line]>,)> {
    let state = store.data_mut();
    let input = basket_of(&state.work).ok_or_else(|| denied("bodega:basket/view", "lines"))?;
    let lines = &input.inner.basket.lines;
    let all = lines.value.len();
    let from = (offset as usize).min(all);
    let count = (max as usize).min(all - from);
    let (page, bytes) = if count == all {
        (lines.value.clone(), lines.bytes)
    } else {
        let page = &lines.value[from..from + count];
        (page.into(), weigh_all(page))
    };
    state.meter.call()?;
    state.meter.bytes(bytes)?;
    Ok((page,))
}

fn order_number(mut store: StoreContextMut<'_, State>, (): ()) -> wasmtime::Result<(Option<u32>,)> {
    let state = store.data_mut();
    let input = basket_of(&state.work).ok_or_else(|| denied("bodega:basket/usage", "order-number"))?;
    let number = input.inner.order_number;
    state.meter.call()?;
    Ok((number,))
}

fn compile_settings(mut store: StoreContextMut<'_, State>, (): ()) -> wasmtime::Result<(String,)> {
    let state = store.data_mut();
    let Work::Compile { settings, .. } = &state.work else {
        return Err(denied("bodega:basket/compile-source", "settings"));
    };
    let settings = settings.clone();
    state.meter.call()?;
    state.meter.bytes(settings.len())?;
    Ok((settings,))
}

fn compile_documents(
    mut store: StoreContextMut<'_, State>,
    (collection, offset, max): (String, u32, u32),
) -> wasmtime::Result<(Vec<Document>,)> {
    let state = store.data_mut();
    let Work::Compile { documents, .. } = &state.work else {
        return Err(denied("bodega:basket/compile-source", "documents"));
    };
    let documents = documents.get(&collection).map_or(&[][..], Vec::as_slice);
    let page = documents.iter().skip(offset as usize).take(max as usize);
    let page: Vec<Document> = page.map(convert::document).collect();
    state.meter.call()?;
    state.meter.bytes(weigh_all(&page))?;
    Ok((page,))
}

fn denied(interface: &str, function: &str) -> wasmtime::Error {
    Breach::NotPermitted(format!("{interface}.{function}")).into()
}
