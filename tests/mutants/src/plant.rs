//! Plants mutants into one copy of the sources, each asleep behind its number: `if crate::mutants::on(7) { … }`. What
//! is needed while compiling, a constant or the length of an array, cannot sleep: those are for src/constant.rs.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use proc_macro2::LineColumn;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, BinOp, Block, Expr, ExprBinary, ExprRepeat, Item, Stmt, parse_quote};

use crate::Fallible;
use crate::list::{Mutant, Place};

/// How many octets the file has in which src/asleep.rs.in says what was reached.
pub const ROOM: usize = 65536;

/// What became of the mutants.
#[derive(Default)]
pub struct Planted {
    /// They sleep in the copy.
    pub asleep: BTreeSet<u32>,
    /// Those of them that are in a function which the compiler can run, too, and then they sleep on.
    pub in_const_fn: BTreeSet<u32>,
}

/// Write the sources with these mutants but the unviable ones from `from` to `to`.
pub fn plant(mutants: &[Mutant], unviable: &BTreeSet<u32>, from: &Path, to: &Path) -> Fallible<Planted> {
    let mut files: BTreeMap<&str, HashMap<Place, Vec<&Mutant>>> = BTreeMap::from([("src/lib.rs", HashMap::new())]);
    for mutant in mutants.iter().filter(|mutant| !unviable.contains(&mutant.id)) {
        files.entry(&mutant.file).or_default().entry(mutant.start).or_default().push(mutant);
    }
    let mut planted = Planted::default();
    for (file, at) in &files {
        let mut tree = syn::parse_file(&fs::read_to_string(from.join(file))?)?;
        let mut planter = Planter { at, constant: false, const_fn: false, planted: &mut planted };
        planter.visit_file_mut(&mut tree);
        if *file == "src/lib.rs" {
            lead(&mut tree);
        }
        write_if_new(&to.join(file), &prettyplease::unparse(&tree))?;
    }
    write_if_new(&to.join("src/mutants.rs"), include_str!("asleep.rs.in"))?;
    Ok(planted)
}

/// A file that stays as it is is not compiled again.
fn write_if_new(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) { Ok(()) } else { fs::write(path, text) }
}

/// The crate's attributes: mutants use what is not stable and what the lints forbid.
fn lead(tree: &mut syn::File) {
    tree.attrs.retain(|attribute| !["deny", "forbid"].iter().any(|lint| attribute.path().is_ident(lint)));
    let allowed = parse_quote! {
        #![allow(internal_features, warnings, arithmetic_overflow, unconditional_panic, unconditional_recursion)]
    };
    tree.attrs.insert(0, allowed);
    tree.attrs.insert(0, parse_quote! { #![feature(const_eval_select, core_intrinsics)] });
    tree.items.push(Item::Mod(parse_quote! { mod mutants; }));
}

struct Planter<'a> {
    at: &'a HashMap<Place, Vec<&'a Mutant>>,
    /// Is this computed by the compiler, always or sometimes?
    constant: bool,
    const_fn: bool,
    planted: &'a mut Planted,
}

fn place(at: LineColumn) -> Place {
    (at.line, at.column + 1)
}

impl<'a> Planter<'a> {
    /// The mutants of this place and genre, which are planted by who asks.
    fn here(&mut self, at: Place, genre: &str) -> Vec<&'a Mutant> {
        if self.constant {
            return Vec::new();
        }
        let all: &'a [&'a Mutant] = self.at.get(&at).map_or(&[], Vec::as_slice);
        let found: Vec<_> = all.iter().copied().filter(|mutant| mutant.genre == genre).collect();
        self.planted.asleep.extend(found.iter().map(|mutant| mutant.id));
        if self.const_fn {
            self.planted.in_const_fn.extend(found.iter().map(|mutant| mutant.id));
        }
        found
    }

    fn constant(&mut self, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.constant, true);
        visit(self);
        self.constant = before;
    }

    /// A function gives something at once instead.
    fn function(&mut self, is_const: bool, block: &mut Block) {
        let before = (self.constant, self.const_fn);
        (self.constant, self.const_fn) = (false, is_const);
        let start = block.stmts.first().map(|first| place(first.span().start()));
        self.visit_block_mut(block);
        for mutant in start.map(|start| self.here(start, "FnValue")).unwrap_or_default().iter().rev() {
            let id = mutant.id;
            let value: Expr = replacement(mutant);
            let early: Stmt = parse_quote! { if crate::mutants::on(#id) { return #value; } };
            block.stmts.insert(0, early);
        }
        (self.constant, self.const_fn) = before;
    }

    /// Another operator. What stands on either side is written once where that can be, since it may move something.
    fn binary(&mut self, binary: &ExprBinary, found: &[&Mutant]) -> Expr {
        let (left, right, operator) = (&binary.left, &binary.right, &binary.op);
        let text = quote!(#operator).to_string();
        let compares = ["==", "!=", "<", ">", "<=", ">="].contains(&text.as_str());
        let assigns = !compares && text.ends_with('=');
        let lazy = ["&&", "||"].contains(&text.as_str());
        let mut new: Expr = match () {
            () if assigns => parse_quote! { #left #operator #right },
            () if compares || lazy => parse_quote! { (#left) #operator (#right) },
            () => parse_quote! { __l #operator __r },
        };
        for mutant in found.iter().rev() {
            let id = mutant.id;
            let other: BinOp = replacement(mutant);
            new = match (text.as_str(), mutant.replacement.as_str()) {
                ("&&", "||") => parse_quote! {
                    match (#left) { __l => if __l == crate::mutants::on(#id) { __l } else { #right } }
                },
                ("||", "&&") => parse_quote! {
                    match (#left) { __l => if __l != crate::mutants::on(#id) { __l } else { #right } }
                },
                ("==", "!=") | ("!=", "==") => parse_quote! { ((#left) #operator (#right)) != crate::mutants::on(#id) },
                _ if assigns => parse_quote! { if crate::mutants::on(#id) { #left #other #right } else { #new } },
                _ if compares || lazy => {
                    parse_quote! { if crate::mutants::on(#id) { (#left) #other (#right) } else { #new } }
                }
                _ => parse_quote! { if crate::mutants::on(#id) { __l #other __r } else { #new } },
            };
        }
        if compares || lazy || assigns {
            parse_quote! { (#new) }
        } else {
            parse_quote! { (match ((#left), (#right)) { (__l, __r) => #new }) }
        }
    }
}

/// What cargo-mutants puts there, which is Rust.
fn replacement<T: syn::parse::Parse>(mutant: &Mutant) -> T {
    syn::parse_str(&mutant.replacement).unwrap_or_else(|error| panic!("{}: {error}", mutant.name))
}

/// Visits what the compiler computes.
macro_rules! constant {
    ($($visit:ident: $kind:ty,)*) => {$(
        fn $visit(&mut self, item: &mut $kind) {
            self.constant(|planter| visit_mut::$visit(planter, item));
        }
    )*};
}

impl VisitMut for Planter<'_> {
    fn visit_item_fn_mut(&mut self, item: &mut syn::ItemFn) {
        self.function(item.sig.constness.is_some(), &mut item.block);
    }
    fn visit_impl_item_fn_mut(&mut self, item: &mut syn::ImplItemFn) {
        self.function(item.sig.constness.is_some(), &mut item.block);
    }
    fn visit_trait_item_fn_mut(&mut self, item: &mut syn::TraitItemFn) {
        if let Some(block) = &mut item.default {
            self.function(false, block);
        }
    }

    constant! {
        visit_item_const_mut: syn::ItemConst,
        visit_impl_item_const_mut: syn::ImplItemConst,
        visit_trait_item_const_mut: syn::TraitItemConst,
        visit_item_static_mut: syn::ItemStatic,
        visit_expr_const_mut: syn::ExprConst,
        visit_type_mut: syn::Type,
        visit_pat_mut: syn::Pat,
        visit_generic_argument_mut: syn::GenericArgument,
        visit_variant_mut: syn::Variant,
    }
    fn visit_expr_repeat_mut(&mut self, item: &mut ExprRepeat) {
        self.visit_expr_mut(&mut item.expr);
        self.constant(|planter| planter.visit_expr_mut(&mut item.len));
    }

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        let start = place(arm.span().start());
        let guard_start = arm.guard.as_ref().map(|(_, guard)| place(guard.span().start()));
        visit_mut::visit_arm_mut(self, arm);
        for mutant in guard_start.map(|start| self.here(start, "MatchArmGuard")).unwrap_or_default() {
            let id = mutant.id;
            if let Some((_, guard)) = &mut arm.guard {
                **guard = if mutant.replacement == "true" {
                    parse_quote! { (crate::mutants::on(#id) || (#guard)) }
                } else {
                    parse_quote! { (!crate::mutants::on(#id) && (#guard)) }
                };
            }
        }
        for mutant in self.here(start, "MatchArm") {
            let id = mutant.id;
            arm.guard = Some(match arm.guard.take() {
                None => (Default::default(), parse_quote! { !crate::mutants::on(#id) }),
                Some((word, guard)) => (word, parse_quote! { (!crate::mutants::on(#id) && (#guard)) }),
            });
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let at = match &*expr {
            Expr::Binary(binary) => Some((place(binary.op.span().start()), "BinaryOperator")),
            Expr::Unary(unary) => Some((place(unary.op.span().start()), "UnaryOperator")),
            _ => None,
        };
        visit_mut::visit_expr_mut(self, expr);
        let found = at.map(|(at, genre)| self.here(at, genre)).unwrap_or_default();
        let Some(first) = found.first() else { return };
        let new = match &*expr {
            Expr::Binary(binary) => self.binary(binary, &found),
            Expr::Unary(unary) => {
                let (id, inner) = (first.id, &unary.expr);
                parse_quote! { (if crate::mutants::on(#id) { #inner } else { #unary }) }
            }
            _ => return,
        };
        *expr = new;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source with one mutant of number 2, and what became of it.
    fn planted(source: &str, genre: &str, start: Place, replacement: &str) -> (String, Planted) {
        let (name, file, genre, replacement) = ("m".into(), "f".into(), genre.into(), replacement.into());
        let mutant = Mutant { id: 2, name, file, genre, replacement, start, end: start, line: String::new() };
        let at = HashMap::from([(start, vec![&mutant])]);
        let mut planted = Planted::default();
        let mut tree = syn::parse_file(source).unwrap();
        Planter { at: &at, constant: false, const_fn: false, planted: &mut planted }.visit_file_mut(&mut tree);
        (prettyplease::unparse(&tree).split_whitespace().collect::<Vec<_>>().join(" "), planted)
    }

    #[test]
    fn each_genre_sleeps_behind_its_number() {
        for (source, genre, start, replacement, part) in [
            ("fn f() -> u8 { 1 }", "FnValue", (1, 16), "0", "if crate::mutants::on(2u32) { return 0; } 1"),
            ("fn f() -> bool {\n a == b }", "BinaryOperator", (2, 4), "!=", "((a) == (b)) != crate::mutants::on(2u32)"),
            (
                "fn f() { a += b }",
                "BinaryOperator",
                (1, 12),
                "-=",
                "if crate::mutants::on(2u32) { a -= b } else { a += b }",
            ),
            ("fn f() -> u8 { a + b }", "BinaryOperator", (1, 18), "-", "{ __l - __r } else { __l + __r }"),
            ("fn f() -> bool { !a }", "UnaryOperator", (1, 18), "", "if crate::mutants::on(2u32) { a } else { !a }"),
            ("fn f() { match a { 1 => b, _ => c } }", "MatchArm", (1, 20), "", "1 if !crate::mutants::on(2u32) => b"),
            (
                "fn f() { match a { 1 if g => b, _ => c } }",
                "MatchArmGuard",
                (1, 25),
                "true",
                "1 if (crate::mutants::on(2u32) || (g)) => b",
            ),
        ] {
            let (text, planted) = planted(source, genre, start, replacement);
            assert!(text.contains(part), "{source}: {text}");
            assert_eq!(planted.asleep, BTreeSet::from([2]), "{source}");
            assert!(planted.in_const_fn.is_empty(), "{source}");
        }
    }

    #[test]
    fn what_the_compiler_computes_is_left_alone() {
        let operator = |source: &str, column| planted(source, "BinaryOperator", (1, column), "-").1;
        assert!(operator("const A: u8 = 1 + 1;", 17).asleep.is_empty());
        assert!(operator("fn f() { let a: [u8; 1 + 1] = b; }", 24).asleep.is_empty());
        assert!(operator("fn f() { let a = [0; 1 + 1]; }", 24).asleep.is_empty());
        let sometimes = operator("const fn f() -> u8 { a + 1 }", 24);
        assert_eq!(sometimes.asleep, sometimes.in_const_fn);
        assert_eq!(sometimes.asleep.len(), 1);
    }
}
