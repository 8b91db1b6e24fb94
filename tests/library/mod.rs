//! The C library and a C compiler for tests: builds the one with `make lib`, once, and runs the other. Without a C
//! compiler the tests fail and say what to install.
#![allow(dead_code)] // each test uses a part of it
#![allow(clippy::expect_used, clippy::panic)] // tests may fail loudly

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn header() -> PathBuf {
    root().join("include/hmacsign.h")
}

/// `make lib`, as if this were not run by make itself. (Cargo has let go of its lock when it runs tests.)
pub fn make_lib() -> Command {
    let mut make = Command::new("make");
    make.current_dir(root()).args(["--no-print-directory", "lib"]);
    for name in ["MAKEFLAGS", "MFLAGS", "MAKELEVEL"] {
        make.env_remove(name);
    }
    make
}

/// The folder with libhmacsign.a, libhmacsign.so and libhmacsign.so.0, freshly built.
pub fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        succeed(&mut make_lib());
        let target = std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
        root().join(target.unwrap_or_else(|| "target".into())).join("capi")
    })
}

/// A folder for what a test makes.
pub fn workshop() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("c");
        std::fs::create_dir_all(&folder).expect("a folder for C programs");
        folder
    })
}

/// The command that an environment variable names, or a usual one.
pub fn tool(variable: &str, usual: &str) -> String {
    std::env::var(variable).ok().filter(|tool| !tool.is_empty()).unwrap_or_else(|| usual.to_owned())
}

/// A command for a tool; a value such as `ccache gcc` is two words.
pub fn command(tool: &str) -> Command {
    let mut words = tool.split_whitespace();
    let mut command = Command::new(words.next().expect("a command"));
    command.args(words);
    command
}

/// Whether a tool is there at all.
pub fn has(tool: &str) -> bool {
    command(tool).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Run it, and fail with all that it said if it fails.
pub fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| {
        panic!(
            "{:?} cannot be run ({error}): these tests need make, a C and a C++ compiler and binutils\n\
             (Debian, Ubuntu: apt install build-essential; Fedora: dnf install make gcc gcc-c++ binutils)",
            command.get_program()
        )
    });
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// The standard output of a command that succeeds.
pub fn said(command: &mut Command) -> String {
    String::from_utf8(succeed(command).stdout).expect("UTF-8")
}

/// The global names that a library defines, sorted.
pub fn exported(library: &Path, flags: &[&str]) -> Vec<String> {
    let names = said(command(&tool("NM", "nm")).args(flags).arg("--defined-only").arg(library));
    let mut names: Vec<_> = names.lines().filter_map(|line| Some(line.split_whitespace().nth(2)?.to_owned())).collect();
    // musl's own first and last object file are in every shared library, and hide nothing.
    names.retain(|name| !cfg!(target_env = "musl") || !["_init", "_fini"].contains(&name.as_str()));
    names.sort();
    names
}

/// The names that a library takes from elsewhere, sorted.
pub fn undefined(library: &Path, flags: &[&str]) -> Vec<String> {
    let names = said(command(&tool("NM", "nm")).args(flags).arg("--undefined-only").arg(library));
    let mut names: Vec<_> =
        names.lines().filter_map(|line| line.trim().strip_prefix("U ").map(str::to_owned)).collect();
    names.sort();
    names
}

/// Compile a program of `tests/c` and give its path.
pub fn compile(name: &str, arguments: &[&OsStr]) -> PathBuf {
    let program = workshop().join(name);
    let source = root().join("tests/c").join(name.split('-').next().expect("a name")).with_extension("c");
    succeed(
        command(&tool("CC", "cc"))
            .args(["-std=c99", "-O1", "-g", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror", "-I"])
            .arg(root().join("include"))
            .arg(source)
            .args(arguments)
            .arg("-o")
            .arg(&program),
    );
    program
}

/// Run a program: under the command in HMACSIGN_RUNNER, such as valgrind, if there is one.
pub fn run(program: &Path) -> Command {
    under("HMACSIGN_RUNNER", program).unwrap_or_else(|| alone(program))
}

/// Run one that has no use for valgrind. One that was made for another machine needs the command in HMACSIGN_EMULATOR,
/// which `make machines` sets.
pub fn alone(program: &Path) -> Command {
    under("HMACSIGN_EMULATOR", program).unwrap_or_else(|| Command::new(program))
}

/// The program as the last word of the command that an environment variable holds.
fn under(variable: &str, program: &Path) -> Option<Command> {
    let mut command = command(&std::env::var(variable).ok().filter(|words| !words.is_empty())?);
    command.arg(program);
    Some(command)
}

/// The machine for which cargo was told to build, if that is not the one which is at work here.
pub fn machine() -> Option<String> {
    std::env::var("CARGO_BUILD_TARGET").ok().filter(|target| !target.is_empty())
}
