//! Guests built against the contract before and after it grew: the released `wit/`, and copies of `bodega:basket`
//! in which one thing changed. Each guest calls one getter and hands its text back as a refusal, so a test sees that
//! the call went through.

use anyhow::{Context, Result, ensure};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const BASE: &str = include_str!("../../../../wit/base/base.wit");
const BASKET: &str = include_str!("../../../../wit/basket/basket.wit");
const PRICING: &str = include_str!("../../../../wit/pricing/pricing.wit");

/// The getter that version 0.1.1 adds to `bodega:basket/view` here.
pub const NEW_GETTER: &str = "remark";

/// A guest and the contract it was built against.
struct Guest {
    name: &'static str,
    /// Version of `bodega:basket`.
    version: &'static str,
    /// What changed in its text: after this, that is added.
    change: Option<(&'static str, &'static str)>,
    /// The getter it calls: one that gives a string, or a record that starts with one.
    getter: &'static str,
}

const GETTER_ADDED: Option<(&str, &str)> =
    Some(("context: func() -> basket-context;", "remark: func() -> string;"));
const FIELD_ADDED: Option<(&str, &str)> = Some(("        weekday: u8,", "        holiday: bool,"));

const GUESTS: [Guest; 5] = [
    Guest { name: "before", version: "0.1.0", change: None, getter: "context" },
    Guest { name: "after-without-use", version: "0.1.1", change: GETTER_ADDED, getter: "context" },
    Guest { name: "after-with-use", version: "0.1.1", change: GETTER_ADDED, getter: NEW_GETTER },
    Guest { name: "field-added", version: "0.1.1", change: FIELD_ADDED, getter: "context" },
    Guest { name: "other-track", version: "0.2.0", change: None, getter: "context" },
];

/// All guests by name.
///
/// # Errors
/// Where `wit/` changed so that a change finds no place any more.
pub fn guests() -> Result<Vec<(&'static str, Vec<u8>)>> {
    GUESTS.iter().map(|guest| Ok((guest.name, guest.build().context(guest.name)?))).collect()
}

/// One guest.
///
/// # Errors
/// As [`guests`], and where there is none of that name.
pub fn guest(name: &str) -> Result<Vec<u8>> {
    let guest = GUESTS.iter().find(|guest| guest.name == name).with_context(|| format!("no guest {name}"))?;
    guest.build()
}

impl Guest {
    fn build(&self) -> Result<Vec<u8>> {
        let version = self.version;
        let mut basket =
            BASKET.replace("package bodega:basket@0.1.0;", &format!("package bodega:basket@{version};"));
        if let Some((place, addition)) = self.change {
            ensure!(basket.contains(place), "wit/basket has no `{place}` any more");
            basket = basket.replace(place, &format!("{place}\n{addition}"));
        }
        let world = format!(
            "package bodega:growth; world guest {{
                import bodega:basket/view@{version};
                export bodega:pricing/price@0.1.0;
            }}"
        );
        let mut resolve = Resolve::default();
        resolve.push_str("base.wit", BASE)?;
        resolve.push_str("basket.wit", &basket)?;
        resolve.push_str("pricing.wit", PRICING)?;
        let package = resolve.push_str("world.wit", &world)?;
        let world = resolve.select_world(&[package], Some("guest"))?;

        let mut core = wat::parse_str(core_module(version, self.getter))?;
        embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8)?;
        ComponentEncoder::default().validate(true).module(&core)?.encode()
    }
}

/// A module whose `price` calls the getter and answers `err(other(text))` with the text that came first.
fn core_module(version: &str, getter: &str) -> String {
    format!(
        r#"
        (module
            (import "bodega:basket/view@{version}" "{getter}" (func $get (param i32)))
            (memory (export "memory") 1)
            (global $next (mut i32) (i32.const 8192))
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (local $at i32)
                (local.set $at
                    (i32.and
                        (i32.sub (i32.add (global.get $next) (local.get 2)) (i32.const 1))
                        (i32.sub (i32.const 0) (local.get 2))))
                (global.set $next (i32.add (local.get $at) (local.get 3)))
                (local.get $at))
            (func (export "bodega:pricing/price@0.1.0#price") (param i32 i32) (result i32)
                (call $get (i32.const 1024))
                (i32.store8 (i32.const 2048) (i32.const 1)) ;; err
                (i32.store8 (i32.const 2052) (i32.const 2)) ;; refusal: other
                (i32.store (i32.const 2056) (i32.load (i32.const 1024)))
                (i32.store (i32.const 2060) (i32.load (i32.const 1028)))
                (i32.const 2048)))
        "#
    )
}
