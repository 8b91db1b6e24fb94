//! The table of the ABI, made from the text of `include/hmacsign.h` and C's rules of layout, for three kinds of machine.
//! It reads the header as cbindgen writes it and takes offence at all else, so that nothing of it goes unnoticed.
#![allow(dead_code)] // each test uses a part of it
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests may fail loudly

/// Machines whose layouts differ: 64-bit; 32-bit; and i386 on Unix, where a 64-bit number is aligned as one of 32.
/// Each with the octets of a pointer and the alignment of a 64-bit number.
pub const MACHINES: [(usize, usize); 3] = [(8, 8), (4, 8), (4, 4)];

/// What a compiler asks or sees once, and what changes with every version: no ABI.
const LEFT_OUT: &[&str] = &[
    "HMACSIGN_H",
    "HMACSIGN_MUST_USE",
    "HMACSIGN_VERSION",
    "HMACSIGN_VERSION_MAJOR",
    "HMACSIGN_VERSION_MINOR",
    "HMACSIGN_VERSION_PATCH",
];

const HEAD: &str = "\
The ABI of include/hmacsign.h. `make abi` writes this file, and docs/abi.md tells what a change of it means. Three
numbers are those of 64-bit machines, of 32-bit machines, and of i386 on Unix, in octets. Neither the order of octets nor
the kind of processor makes another difference.
";

pub struct Member {
    name: String,
    kind: String,
    count: Option<usize>,
}

/// What the header declares, in its order.
#[derive(Default)]
pub struct Declared {
    pub numbers: Vec<(String, i64)>,
    pub macros: Vec<String>,
    pub enums: Vec<(String, Vec<(String, i64)>)>,
    pub structs: Vec<(String, Vec<Member>)>,
    /// Result, name, types of the parameters.
    pub functions: Vec<(String, String, Vec<String>)>,
}

/// One space where there was white space of any kind.
fn single(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_comments(header: &str) -> String {
    let (mut code, mut rest) = (String::new(), header);
    while let Some(at) = rest.find("/*").into_iter().chain(rest.find("//")).min() {
        code += &rest[..at];
        rest = if rest[at..].starts_with("//") {
            &rest[at + rest[at..].find('\n').unwrap()..]
        } else {
            rest[at..].split_once("*/").unwrap().1
        };
    }
    (code + rest).replace("\\\n", " ")
}

/// `const struct hmacsign_key *key` as type and name.
fn typed(text: &str) -> (String, String) {
    let text = single(text);
    let at = text.rfind([' ', '*']).unwrap() + 1;
    let kind = text[..at].trim().trim_start_matches("struct ").replace("const struct ", "const ");
    (kind, text[at..].to_owned())
}

impl Declared {
    pub fn read(header: &str) -> Self {
        let mut declared = Self::default();
        let (mut code, mut cpp) = (String::new(), false);
        for line in without_comments(header).lines() {
            let directive = single(&line.replace('#', "# "));
            match directive.strip_prefix("# ") {
                Some("ifdef __cplusplus") => cpp = true,
                Some("endif") => cpp = false,
                Some("else" | "ifndef HMACSIGN_H" | "if defined(__GNUC__) || defined(__clang__)") => {}
                Some(include) if include.starts_with("include <") => {}
                Some(other) => declared.definition(other.strip_prefix("define ").unwrap()),
                None if cpp => {}
                None => code += &(line.to_owned() + "\n"),
            }
        }
        let code = single(&code.replace("HMACSIGN_MUST_USE", ""));
        let mut rest = code.as_str();
        while !rest.is_empty() {
            let end;
            if let Some(body) = rest.strip_prefix("typedef enum ") {
                end = declared.enumeration(body) + "typedef enum ".len();
            } else if let Some(body) = rest.strip_prefix("typedef struct ") {
                end = declared.structure(body) + "typedef struct ".len();
            } else {
                end = rest.find(';').unwrap() + 1;
                declared.function(&rest[..end]);
            }
            rest = rest[end..].trim_start();
        }
        declared
    }

    fn definition(&mut self, text: &str) {
        let name = text.split([' ', '(']).next().unwrap();
        if LEFT_OUT.contains(&name) {
            return;
        }
        match text.strip_prefix(name).unwrap().trim().trim_end_matches('u').parse() {
            Ok(number) => self.numbers.push((name.to_owned(), number)),
            Err(_) => self.macros.push(text.to_owned()),
        }
    }

    /// Gives where it ends, as does the next.
    fn enumeration(&mut self, text: &str) -> usize {
        let (name, members) = text.split_once(" { ").unwrap();
        let members = members.split_once(", }").unwrap().0;
        let read = |member: &str| {
            let (name, number) = member.trim().split_once(" = ").unwrap();
            (name.to_owned(), number.parse().unwrap())
        };
        self.enums.push((name.to_owned(), members.split(',').map(read).collect()));
        end(text, name)
    }

    fn structure(&mut self, text: &str) -> usize {
        let (name, members) = text.split_once(" { ").unwrap();
        let members = members.split_once("; }").unwrap().0;
        let read = |member: &str| {
            let (kind, name) = typed(member);
            match name.split_once('[') {
                Some((name, count)) => {
                    let count = count.strip_suffix(']').unwrap().parse().unwrap();
                    Member { name: name.to_owned(), kind, count: Some(count) }
                }
                None => Member { name, kind, count: None },
            }
        };
        self.structs.push((name.to_owned(), members.split(';').map(read).collect()));
        end(text, name)
    }

    fn function(&mut self, text: &str) {
        let (before, parameters) = text.split_once('(').unwrap();
        let (result, name) = typed(before);
        let parameters = parameters.strip_suffix(");").unwrap();
        assert!(!parameters.contains(['(', '[']), "{text}");
        let kinds =
            if parameters == "void" { Vec::new() } else { parameters.split(',').map(|one| typed(one).0).collect() };
        self.functions.push((result, name, kinds));
    }

    /// Size and alignment.
    fn layout(&self, kind: &str, machine: (usize, usize)) -> (usize, usize) {
        match kind {
            pointer if pointer.ends_with('*') => (machine.0, machine.0),
            "size_t" => (machine.0, machine.0),
            "uint8_t" => (1, 1),
            "int32_t" | "uint32_t" => (4, 4),
            "int64_t" | "uint64_t" => (8, machine.1),
            name => {
                let members = &self.structs.iter().find(|(known, _)| known == name).unwrap().1;
                let (mut size, mut alignment) = (0_usize, 1);
                for member in members {
                    let (offset, octets, wanted) = self.place(member, size, machine);
                    (size, alignment) = (offset + octets, alignment.max(wanted));
                }
                (size.next_multiple_of(alignment), alignment)
            }
        }
    }

    /// Offset, size and alignment of a member behind so many octets.
    fn place(&self, member: &Member, before: usize, machine: (usize, usize)) -> (usize, usize, usize) {
        let (size, alignment) = self.layout(&member.kind, machine);
        (before.next_multiple_of(alignment), size * member.count.unwrap_or(1), alignment)
    }

    pub fn table(&self) -> String {
        let mut rows: Vec<String> = HEAD.lines().map(|line| format!("# {line}")).collect();
        rows.push(String::new());
        rows.extend(self.numbers.iter().map(|(name, number)| format!("number {name} {number}")));
        rows.push(String::new());
        rows.extend(self.macros.iter().map(|text| format!("macro {text}")));
        for (name, members) in &self.enums {
            rows.push(String::new());
            rows.extend(members.iter().map(|(member, number)| format!("enum {name} {member} {number}")));
        }
        let three = |numbers: [usize; 3]| numbers.map(|number| number.to_string()).join(" ");
        for (name, members) in &self.structs {
            let layouts = MACHINES.map(|machine| self.layout(name, machine));
            let [sizes, alignments] = [layouts.map(|layout| layout.0), layouts.map(|layout| layout.1)].map(three);
            rows.push(format!("\nstruct {name}: size {sizes}, alignment {alignments}"));
            let mut before = [0; 3];
            for member in members {
                let places = [0, 1, 2].map(|at| self.place(member, before[at], MACHINES[at]));
                before = places.map(|place| place.0 + place.1);
                let [offsets, sizes] = [places.map(|place| place.0), places.map(|place| place.1)].map(three);
                let count = member.count.map_or(String::new(), |count| format!("[{count}]"));
                let Member { name: member, kind, .. } = member;
                rows.push(format!("member {name}.{member} {kind}{count}: offset {offsets}, size {sizes}"));
            }
        }
        rows.push(String::new());
        for (result, name, kinds) in &self.functions {
            rows.push(format!("function {}", prototype(result, name, kinds)));
        }
        rows.join("\n") + "\n"
    }
}

/// Where a typedef ends that began with its name.
fn end(text: &str, name: &str) -> usize {
    let end = format!("}} {name};");
    text.find(&end).unwrap() + end.len()
}

/// As C writes it, without the names of the parameters.
pub fn prototype(result: &str, name: &str, kinds: &[String]) -> String {
    let gap = if result.ends_with('*') { "" } else { " " };
    let kinds = if kinds.is_empty() { "void".to_owned() } else { kinds.join(", ") };
    format!("{result}{gap}{name}({kinds});")
}

pub fn committed() -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/abi.txt")).unwrap()
}

/// The rows of some kinds, with the numbers of one machine.
pub fn on_machine(table: &str, machine: usize, kinds: &[&str]) -> String {
    let rows = table.lines().filter(|row| kinds.contains(&row.split(' ').next().unwrap()));
    let rows = rows.map(|row| {
        let Some((what, measures)) = row.split_once(": ") else { return format!("{row}\n") };
        let measures = measures.split(", ").map(|measure| {
            let words: Vec<_> = measure.split(' ').collect();
            assert_eq!(words.len(), 1 + MACHINES.len(), "{row}");
            format!("{} {}", words[0], words[1 + machine])
        });
        format!("{what}: {}\n", measures.collect::<Vec<_>>().join(", "))
    });
    rows.collect()
}

/// Which column is for the machine that runs this.
pub fn this_machine() -> usize {
    MACHINES.iter().position(|machine| *machine == (size_of::<usize>(), align_of::<u64>())).unwrap()
}
