//! Components made from core WebAssembly text: the body of each point is given, the canonical ABI around it is here.
//!
//! Memory: bytes 0 to 63 stay zero, which reads as an ok result with empty lists; return areas for imports start at
//! 1024; `cabi_realloc` hands out memory from 65536 on.

use bodega_plugin_host::Point;
use std::path::Path;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, PackageId, Resolve, WorldId};

/// The export of a point: its package and interface are its name's two words.
pub fn export_of(point: Point) -> String {
    format!("bodega:{}@0.1.0", point.as_str().replace('.', "/"))
}

/// Interfaces of the contract, in an order in which each only uses earlier ones.
const FOLDERS: [&str; 16] = [
    "base",
    "basket",
    "pricing",
    "validation",
    "migration",
    "events",
    "jobs",
    "http",
    "actions",
    "reports",
    "payment",
    "messaging",
    "exports",
    "data",
    "host",
    "channel",
];

/// A guest in the making.
#[derive(Default)]
pub struct Guest {
    world: String,
    extra_packages: Vec<String>,
    imports: String,
    code: String,
    exports: String,
    memory_pages: u32,
    encoding: Option<StringEncoding>,
}

impl Guest {
    pub fn new() -> Self {
        Guest { memory_pages: 4, ..Guest::default() }
    }

    /// How its strings are written; UTF-8 where nothing is said.
    pub fn encoding(mut self, encoding: StringEncoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// A guest that prices with this body; its parameters are `$ptr` and `$len`, it leaves the address of its result.
    pub fn pricing(body: &str) -> Vec<u8> {
        Guest::new().price(body).build()
    }

    /// Text of WIT packages that a world of the future or of somebody else uses.
    pub fn package(mut self, wit: &str) -> Self {
        self.extra_packages.push(wit.to_owned());
        self
    }

    /// Imports a function: `params` and `result` are core types.
    pub fn import(mut self, interface: &str, function: &str, id: &str, signature: &str) -> Self {
        let line = format!("import {interface};\n");
        if !self.world.contains(&line) {
            self.world.push_str(&line);
        }
        self.imports.push_str(&format!("(import \"{interface}\" \"{function}\" (func ${id} {signature}))\n"));
        self
    }

    /// Imports a core function that no interface of its world has, e.g. of a resource of its own.
    pub fn import_core(mut self, module: &str, name: &str, id: &str, signature: &str) -> Self {
        self.imports.push_str(&format!("(import \"{module}\" \"{name}\" (func ${id} {signature}))\n"));
        self
    }

    pub fn price(self, body: &str) -> Self {
        self.point(Point::PricingPrice, "price", "(param $ptr i32) (param $len i32) (result i32)", body)
    }

    pub fn compile(self, body: &str) -> Self {
        self.point(Point::PricingCompile, "compile", "(result i32)", body)
    }

    pub fn handle(self, body: &str) -> Self {
        self.point(Point::EventsHandle, "handle", "(result i32)", body)
    }

    /// A point's function of this core signature.
    pub fn point(self, point: Point, function: &str, signature: &str, body: &str) -> Self {
        self.export(&export_of(point), function, signature, body)
    }

    pub fn export(mut self, interface: &str, function: &str, signature: &str, body: &str) -> Self {
        let line = format!("export {interface};\n");
        if !self.world.contains(&line) {
            self.world.push_str(&line);
        }
        self.exports.push_str(&format!(
            "(func (export \"{interface}#{function}\") {signature}\n (local $i i32) (local $j i32) (local $n i64)\n {body})\n"
        ));
        self
    }

    /// Further core definitions: data, functions, a start function.
    pub fn code(mut self, wat: &str) -> Self {
        self.code.push_str(wat);
        self
    }

    pub fn memory_pages(mut self, pages: u32) -> Self {
        self.memory_pages = pages;
        self
    }

    pub fn build(self) -> Vec<u8> {
        let Guest { world, extra_packages, imports, code, exports, memory_pages, encoding } = self;
        let wat = format!(
            r#"(module
            {imports}
            (memory (export "memory") {memory_pages})
            (global $heap (mut i32) (i32.const 65536))
            (func $realloc (export "cabi_realloc") (param i32 i32) (param $align i32) (param $size i32) (result i32)
                (local $at i32) (local $end i32)
                (local.set $at (i32.and
                    (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1)))
                    (i32.sub (i32.const 0) (local.get $align))))
                (local.set $end (i32.add (local.get $at) (local.get $size)))
                (block $fits (loop $grow
                    (br_if $fits (i32.le_u (local.get $end) (i32.mul (memory.size) (i32.const 65536))))
                    (br_if $fits (i32.eq (memory.grow (i32.const 1)) (i32.const -1)))
                    (br $grow)))
                (global.set $heap (local.get $end))
                (local.get $at))
            {code}
            {exports})"#
        );
        let mut module = wat::parse_str(&wat).unwrap_or_else(|error| panic!("{error}\n{wat}"));
        let (resolve, world) = world_of(&extra_packages, &world);
        let encoding = encoding.unwrap_or(StringEncoding::UTF8);
        embed_component_metadata(&mut module, &resolve, world, encoding).unwrap();
        encode(&module)
    }
}

/// A guest that imports all functions of all interfaces and exports all points, each a trap.
pub fn every_import() -> Vec<u8> {
    let mut world = String::new();
    let (resolve, _) = world_of(&[], "");
    for (_, interface) in resolve.interfaces.iter() {
        let package = &resolve.packages[interface.package.unwrap()].name;
        let Some(name) = &interface.name else { continue };
        let full = format!("{}:{}/{name}@0.1.0", package.namespace, package.name);
        let is_point = Point::ALL.iter().any(|point| full == export_of(*point));
        let verb = if is_point { "export" } else { "import" };
        world.push_str(&format!("{verb} {full};\n"));
    }
    let (resolve, world) = world_of(&[], &world);
    let abi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);
    let mut module = wit_component::dummy_module(&resolve, world, abi);
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    encode(&module)
}

fn encode(module: &[u8]) -> Vec<u8> {
    ComponentEncoder::default().validate(true).module(module).unwrap().encode().unwrap()
}

fn world_of(packages: &[String], items: &str) -> (Resolve, WorldId) {
    let mut resolve = Resolve::default();
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
    for folder in FOLDERS {
        resolve.push_dir(wit.join(folder)).unwrap();
    }
    for (index, package) in packages.iter().enumerate() {
        resolve.push_str(format!("extra{index}.wit"), package).unwrap();
    }
    let text = format!("package test:guest;\nworld guest {{\n{items}}}\n");
    let package: PackageId = resolve.push_str("guest.wit", &text).unwrap();
    let world = resolve.select_world(&[package], Some("guest")).unwrap();
    (resolve, world)
}

/// Writes an answer of one order adjustment of `$n` minor units at 512 and leaves its address. The reference is
/// whatever `$i` and `$j` say: address and length.
pub const ANSWER_ORDER_N: &str = r#"
    (i32.store (i32.const 516) (i32.const 640))            ;; adjustments
    (i32.store (i32.const 520) (i32.const 1))
    (i32.store (i32.const 640) (local.get $i))             ;; reference
    (i32.store (i32.const 644) (local.get $j))
    (i32.store8 (i32.const 648) (i32.const 1))             ;; level order
    (i32.store8 (i32.const 656) (i32.const 2))             ;; amount order
    (i64.store (i32.const 664) (local.get $n))
    (i32.const 512)
"#;
