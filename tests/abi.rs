//! `tests/abi.txt` is the ABI of the C library: what programs have in them that were compiled against its header. It is
//! compared with the header's text and with what a C compiler makes of that; in `tests/abi_rust.rs` with Rust's own types.
#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests may fail loudly

use std::ffi::OsStr;
use std::path::PathBuf;
use std::{fs, iter};

mod library;
#[path = "abi/table.rs"]
mod table;

use library::{command, compile, has, root, said, workshop};
use table::{Declared, MACHINES, committed, on_machine, this_machine};

/// Its rows that begin so, in words.
fn rows_of(table: &str, kind: &str) -> Vec<Vec<String>> {
    let rows = table.lines().filter(|row| row.split(' ').next() == Some(kind));
    rows.map(|row| row.split(' ').map(str::to_owned).collect()).collect()
}

/// The names of the table, for the macro that asks Rust about each.
fn names(table: &str) -> String {
    let mut text =
        "// What `make abi` found in the header, for the macro in tests/abi_rust.rs.\nlisted! {\n".to_owned();
    for row in rows_of(table, "number") {
        text += &format!("    number {};\n", row[1]);
    }
    for row in rows_of(table, "enum") {
        text += &format!("    enum {} {};\n", row[1], row[2]);
    }
    for row in rows_of(table, "struct") {
        let name = row[1].trim_end_matches(':');
        text += &format!("    struct {name} {{");
        for row in rows_of(table, "member") {
            let (of, member) = row[1].split_once('.').unwrap();
            text += &if of == name { format!(" {member},") } else { String::new() };
        }
        text += " }\n";
    }
    for row in table.lines().filter_map(|row| row.strip_prefix("function ")) {
        let (before, parameters) = row.split_once('(').unwrap();
        let count = if parameters == "void);" { 0 } else { parameters.split(',').count() };
        let name = before.rsplit([' ', '*']).next().unwrap();
        text += &format!("    function {name}({});\n", iter::repeat_n("_", count).collect::<Vec<_>>().join(", "));
    }
    text + "}\n"
}

#[test]
fn the_table_is_current() {
    let fresh = Declared::read(&fs::read_to_string(library::header()).unwrap()).table();
    let names_file = root().join("tests/abi/names.rs");
    if std::env::var_os("HMACSIGN_WRITE_ABI").is_some() {
        fs::write(root().join("tests/abi.txt"), &fresh).unwrap();
        fs::write(&names_file, names(&fresh)).unwrap();
    }
    let table = committed();
    let changed: Vec<_> = fresh
        .lines()
        .filter(|row| !table.lines().any(|old| old == *row))
        .map(|row| format!("+ {row}"))
        .chain(table.lines().filter(|row| !fresh.lines().any(|new| new == *row)).map(|row| format!("- {row}")))
        .collect();
    let advice = "the ABI changed: read docs/abi.md; if it is meant, run `make abi` and commit tests/abi*";
    assert!(fresh == table, "{advice}\n{}", changed.join("\n"));
    assert!(names(&table) == fs::read_to_string(names_file).unwrap(), "tests/abi/names.rs is stale: {advice}");
}

#[test]
fn every_exported_function_is_in_the_table() {
    let table = committed();
    let functions = table.lines().filter_map(|row| row.strip_prefix("function ")?.split('(').next());
    let mut functions: Vec<_> = functions.map(|row| row.rsplit([' ', '*']).next().unwrap().to_owned()).collect();
    functions.sort();
    assert_eq!(functions, library::exported(&library::built().join("libhmacsign.so.0"), &["-D"]));
}

/// Every `pub` of the file that the header's types are made from, found by looking at its lines alone.
#[test]
fn every_number_and_every_member_in_the_source_is_in_the_table() {
    let source = fs::read_to_string(root().join("src/ffi/types.rs")).unwrap();
    let table = committed();
    let (mut of, mut seen) = (String::new(), 0);
    for line in source.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        let words: Vec<_> = line.split([' ', ':', '{', '}', ',']).filter(|word| !word.is_empty()).collect();
        let row = match words[..] {
            ["pub", "const", name, ..] => format!("number {name} "),
            ["pub", "struct", name, ..] => {
                of = name.to_owned();
                format!("struct {name}: ")
            }
            ["pub", "enum", name, ..] => {
                of = name.to_owned();
                continue;
            }
            ["pub", member, ..] => format!("member {of}.{member} "),
            [name, "=", ..] => format!("enum {of} {name} "),
            _ => continue,
        };
        assert!(table.lines().any(|line| line.starts_with(&row)), "{row}: run `make abi`");
        seen += 1;
    }
    let rows = ["number", "enum", "struct", "member"].map(|kind| rows_of(&table, kind).len());
    assert_eq!(rows.iter().sum::<usize>(), seen);
}

/// What `tests/c/abi.c` includes.
fn rows_for_c(table: &str) -> PathBuf {
    let mut text = String::new();
    for row in table.lines() {
        let words: Vec<_> = row.split(' ').collect();
        let line = match words[0] {
            "number" => format!("NUMBER(\"number\", {})", words[1]),
            "enum" => format!("NUMBER(\"enum {}\", {})", words[1], words[2]),
            "struct" => format!("STRUCT({})", words[1].trim_end_matches(':')),
            "member" => {
                let (structure, member) = words[1].split_once('.').unwrap();
                let kind = row.split(": ").next().unwrap().splitn(3, ' ').nth(2).unwrap();
                format!("MEMBER({structure}, {member}, \"{kind}\")")
            }
            // In a macro of its own a prototype would need as many arguments as it has commas.
            "function" => {
                format!("#define PROTOTYPE {}\nFUNCTION(PROTOTYPE)\n#undef PROTOTYPE", &row["function ".len()..])
            }
            _ => continue,
        };
        text += &(line + "\n");
    }
    fs::write(workshop().join("abi_rows.h"), text).unwrap();
    workshop().to_owned()
}

#[test]
fn a_c_compiler_sees_the_same() {
    let table = committed();
    let folder = rows_for_c(&table);
    let program = compile("abi", &[OsStr::new("-I"), folder.as_os_str()]);
    let expected = on_machine(&table, this_machine(), &["number", "enum", "struct", "member"]);
    assert!(expected.lines().count() > 200, "{expected}");
    assert_eq!(said(&mut library::run(&program)), expected);
}

/// A C program that compiles where the layout is that of a column.
fn layouts(machine: usize) -> String {
    let mut text = "#include \"hmacsign.h\"\n#define SAME(a, b) extern char same[(a) == (b) ? 1 : -1]\n".to_owned();
    for row in on_machine(&committed(), machine, &["struct", "member"]).lines() {
        let words: Vec<_> = row.split([' ', ':', ',']).filter(|word| !word.is_empty()).collect();
        match (words[0], words[1].split_once('.'), &words[words.len() - 4..]) {
            ("struct", None, ["size", size, "alignment", alignment]) => {
                let name = words[1];
                text +=
                    &format!("struct aligned_{name} {{ char first; {name} rest; }};\nSAME(sizeof({name}), {size});\n");
                text += &format!("SAME(offsetof(struct aligned_{name}, rest), {alignment});\n");
            }
            ("member", Some((name, member)), ["offset", offset, "size", size]) => {
                text += &format!("SAME(offsetof({name}, {member}), {offset});\n");
                text += &format!("SAME(sizeof((({name} *)0)->{member}), {size});\n");
            }
            other => unreachable!("{other:?}"),
        }
    }
    text
}

/// Compiled only, which needs nothing of those machines: by gcc where it is for x86-64, and by clang where it is here.
#[test]
fn compilers_for_other_machines_see_the_other_columns() {
    const FOREIGN: &[(&str, usize)] = &[
        ("x86_64-linux-gnu", 0),
        ("aarch64-linux-gnu", 0),
        ("s390x-linux-gnu", 0),
        ("x86_64-pc-windows-msvc", 0),
        ("arm-none-eabi", 1),
        ("mips-linux-gnu", 1),
        ("i386-linux-gnu", 2),
    ];
    let sources: Vec<_> = (0..MACHINES.len())
        .map(|machine| {
            let source = workshop().join(format!("layout{machine}.c"));
            fs::write(&source, layouts(machine)).unwrap();
            source
        })
        .collect();
    let check = |compiler: &str, flags: &[&str], machine: usize| {
        // What fits one column fits no other.
        for (at, source) in sources.iter().enumerate() {
            let mut command = command(compiler);
            command.args(flags).args(["-std=c99", "-ffreestanding", "-fsyntax-only", "-I"]).arg(root().join("include"));
            let output = command.arg(source).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.success(), at == machine, "{compiler} {flags:?} column {at}: {said}");
        }
        println!("{compiler} {}: column {machine}", flags.join(" "));
    };
    if cfg!(target_arch = "x86_64") && has("gcc") {
        check("gcc", &["-m64"], 0);
        check("gcc", &["-m32"], 2);
    }
    if has("clang") {
        for (machine, column) in FOREIGN {
            check("clang", &["-target", machine], *column);
        }
    }
}
