//! The mutants, as cargo-mutants lists them. It finds them and names them, and does nothing else here.

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
}

impl Mutant {
    /// The name without line and column, which change with every line above.
    pub fn plain_name(&self) -> String {
        let what = self.name.split_once(": ").map_or("", |(_, what)| what);
        format!("{}: {what}", self.file)
    }

    fn of(id: u32, value: &Value) -> Option<Mutant> {
        let text = |name: &str| Some(value[name].as_str()?.to_owned());
        let number = |value: &Value| usize::try_from(value.as_u64()?).ok();
        let place = |end: &str| Some((number(&value["span"][end]["line"])?, number(&value["span"][end]["column"])?));
        Some(Mutant {
            id,
            name: text("name")?,
            file: text("file")?,
            genre: text("genre")?,
            replacement: text("replacement")?,
            start: place("start")?,
            end: place("end")?,
        })
    }
}

/// All of them.
pub fn list(root: &Path) -> Fallible<Vec<Mutant>> {
    let output = Command::new("cargo").current_dir(root).args(["mutants", "--list", "--json"]).output()?;
    if !output.status.success() {
        return Err(format!("cargo mutants --list: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let listed: Vec<Value> = serde_json::from_slice(&output.stdout)?;
    let mutants: Option<Vec<_>> = (2..).zip(&listed).map(|(id, value)| Mutant::of(id, value)).collect();
    let mutants = mutants.ok_or("cargo mutants --list --json has another form than this was written for")?;
    if mutants.len() + 2 > ROOM { Err("more mutants than src/asleep.rs.in has room for".into()) } else { Ok(mutants) }
}
