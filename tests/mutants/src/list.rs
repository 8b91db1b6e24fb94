//! The mutants, as cargo-mutants lists them. It finds them and names them, and does nothing else here.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::Fallible;
use crate::plant::ROOM;

/// A line and a column of a source, both from 1.
pub type Place = (usize, usize);

/// One small change of the library.
#[derive(Clone)]
pub struct Mutant {
    /// From 2: 0 is "not looked yet" and 1 is "none" in src/asleep.rs.in.
    pub id: u32,
    /// With line and column.
    pub name: String,
    pub file: String,
    pub genre: String,
    /// What is put instead of what stands from `start` to `end`.
    pub replacement: String,
    pub start: Place,
    pub end: Place,
    /// The line in which it stands.
    pub line: String,
}

impl Mutant {
    /// The name without line and column, which change with every line above, but with what stands in the line, since
    /// one function can have several of one name. Of what it gives instead there is one.
    pub fn plain_name(&self) -> String {
        let what = self.name.split_once(": ").map_or("", |(_, what)| what);
        if self.genre == "FnValue" {
            format!("{}: {what}", self.file)
        } else {
            format!("{}: {what} @ {}", self.file, self.line)
        }
    }

    fn of(id: u32, value: &Value, sources: &mut BTreeMap<String, String>, root: &Path) -> Option<Mutant> {
        let text = |name: &str| Some(value[name].as_str()?.to_owned());
        let number = |value: &Value| usize::try_from(value.as_u64()?).ok();
        let place = |end: &str| Some((number(&value["span"][end]["line"])?, number(&value["span"][end]["column"])?));
        let (file, start) = (text("file")?, place("start")?);
        let source = match sources.entry(file.clone()) {
            Entry::Occupied(source) => source.into_mut(),
            Entry::Vacant(room) => room.insert(fs::read_to_string(root.join(&file)).ok()?),
        };
        Some(Mutant {
            id,
            name: text("name")?,
            line: source.lines().nth(start.0.checked_sub(1)?)?.trim().to_owned(),
            file,
            genre: text("genre")?,
            replacement: text("replacement")?,
            start,
            end: place("end")?,
        })
    }
}

/// All of them, listed in a copy whose sources are changed for it: cargo-mutants passes over what is unsafe, and most of
/// the C layer is. Blanks for the word, and all is where it was.
pub fn list(root: &Path, copy: &Path) -> Fallible<Vec<Mutant>> {
    make_safe(&copy.join("src"))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).current_dir(copy).args(["mutants", "--list", "--json"]).output()?;
    if !output.status.success() {
        return Err(format!("cargo mutants --list: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let listed: Vec<Value> = serde_json::from_slice(&output.stdout)?;
    let mut sources = BTreeMap::new();
    let mutants: Option<Vec<_>> =
        (2..).zip(&listed).map(|(id, value)| Mutant::of(id, value, &mut sources, root)).collect();
    let mutants = mutants.ok_or("cargo mutants --list --json has another form than this was written for")?;
    if mutants.len() + 2 > ROOM { Err("more mutants than src/asleep.rs.in has room for".into()) } else { Ok(mutants) }
}

fn make_safe(folder: &Path) -> Fallible<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            make_safe(&path)?;
        } else {
            let text = fs::read_to_string(&path)?;
            fs::write(path, text.replace("unsafe fn ", "       fn ").replace("unsafe extern ", "       extern "))?;
        }
    }
    Ok(())
}
