//! Copies of the sources, one for each processor, each with what is built of it: tests write into the folder that was
//! compiled into them, and two of the same name would be in each other's way.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{Fallible, process};

pub struct Copy {
    /// The sources, and what is built in `target` there.
    pub tree: PathBuf,
    /// Where a command's output goes.
    pub said: PathBuf,
    /// What src/asleep.rs.in writes.
    pub reached: PathBuf,
    /// The folder with a `make` that builds no C library.
    idle: PathBuf,
}

/// Each test of C programs builds the C library first. All mutants sleep in one, which is there; what is built
/// elsewhere is built.
const IDLE_MAKE: &str = r#"#!/bin/sh
test -n "${CARGO_TARGET_DIR:-}" || test "$*" != "--no-print-directory lib" || exit 0
PATH=${PATH#*:} exec make "$@"
"#;

impl Copy {
    pub fn new(out: &Path, number: usize) -> Fallible<Copy> {
        let folder = out.join(number.to_string());
        let idle = folder.join("idle");
        fs::create_dir_all(folder.join("tree"))?;
        fs::create_dir_all(&idle)?;
        fs::write(idle.join("make"), IDLE_MAKE)?;
        fs::set_permissions(idle.join("make"), fs::Permissions::from_mode(0o755))?;
        Ok(Copy { tree: folder.join("tree"), said: folder.join("said"), reached: folder.join("reached"), idle })
    }

    /// The sources as they are. What was built stays, but all times are new, so that nothing old is taken for current.
    pub fn renew(&self, root: &Path, built: &Path) -> Fallible<()> {
        for entry in fs::read_dir(&self.tree)? {
            let path = entry?.path();
            match path.file_name() {
                Some(name) if name == "target" => {}
                _ if path.is_dir() => fs::remove_dir_all(path)?,
                _ => fs::remove_file(path)?,
            }
        }
        let mut tar = Command::new("tar");
        tar.current_dir(root).args(["--exclude=./target", "--exclude=./.git"]);
        if let Ok(inside) = built.strip_prefix(root) {
            tar.arg(format!("--exclude=./{}", inside.display()));
        }
        let mut tar = tar.args(["-cf", "-", "."]).stdout(Stdio::piped()).spawn()?;
        let archive = tar.stdout.take().ok_or("tar has no output")?;
        let unpacked = Command::new("tar").args(["-xmf", "-", "-C"]).arg(&self.tree).stdin(archive).status()?;
        if tar.wait()?.success() && unpacked.success() { Ok(()) } else { Err("tar failed".into()) }
    }

    /// The lints would refuse most mutants.
    pub fn drop_lints(&self) -> Fallible<()> {
        let path = self.tree.join("Cargo.toml");
        let mut inside = false;
        let mut kept = String::new();
        for line in fs::read_to_string(&path)?.lines() {
            if line.starts_with(['[', '#']) {
                inside = line.starts_with("[lints");
            }
            if !inside {
                kept += line;
                kept += "\n";
            }
        }
        Ok(fs::write(path, kept)?)
    }

    /// A command in the copy, below limits, in the surroundings that all have. Sleeping mutants need an unstable
    /// function of the compiler, hence RUSTC_BOOTSTRAP. Random tests are the same for every mutant and in every run.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = process::limited(program);
        command.current_dir(&self.tree);
        for name in ["CARGO_TARGET_DIR", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MUTANT", "MUTANTS_REACHED"] {
            command.env_remove(name);
        }
        command
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1")
            .env("PROPTEST_MAX_SHRINK_ITERS", "0")
            .env("PROPTEST_RNG_SEED", "1")
            .env("RUST_BACKTRACE", "0");
        command
    }

    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(Path::new(&std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())));
        let (first, rest) = arguments.split_first().expect("a command of cargo");
        let flags = std::env::var("CARGOFLAGS").unwrap_or_default();
        command.arg(first).args(flags.split_whitespace()).args(["--locked", "--all-features"]).args(rest);
        command
    }

    /// A test program among sleeping mutants.
    pub fn program(&self, program: &Path) -> Command {
        let mut command = self.command(program);
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", self.idle.display()));
        command
    }
}

/// Do the work in all copies at once, each item once, in one of them; `what` is what progress is told of.
pub fn share<T: Sync, R: Send>(
    what: &str,
    copies: &[Copy],
    items: &[T],
    work: impl Fn(&Copy, &T) -> Fallible<R> + Sync,
) -> Fallible<Vec<R>> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let workers: Vec<_> = copies
            .iter()
            .map(|copy| {
                scope.spawn(|| -> Fallible<()> {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(item) = items.get(index) else { return Ok(()) };
                        let result = work(copy, item).inspect_err(|_| next.store(items.len(), Ordering::Relaxed))?;
                        results.lock().expect("no worker panics").push((index, result));
                        if (index + 1) % (items.len() / 10).max(20) == 0 {
                            eprintln!("mutants: {} of {} {what}", index + 1, items.len());
                        }
                    }
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("no worker panics"))
    })?;
    let mut results = results.into_inner().expect("no worker panics");
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}
