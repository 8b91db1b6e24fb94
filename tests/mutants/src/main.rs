//! Changes the library in some thousand small ways, one at a time, and shows which changes no test notices: another
//! operator, a match arm less, a function that gives 0 at once. cargo-mutants lists those mutants, and could try them,
//! too, but to build and test each by itself takes ten hours and more. Here all sleep in one copy of the library, which
//! is compiled once, and a number in the environment wakes one of them; and only the tests that reach it are run.
//!
//!     mutants OUT [TEXT]
//!
//! All that it makes lies in the folder OUT. With TEXT only those mutants are tried whose name contains it. The exit
//! status is 1 if one survives that is not in tests/mutants/survivors.txt, one is caught that is, or a test fails
//! without any.
//!
//! It needs Linux on an x86-64, and a compiler that still has the unstable function of src/asleep.rs.in.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

mod attempt;
mod constant;
mod copy;
mod list;
mod plant;
mod process;
mod survivors;
mod tests;
mod unviable;

use attempt::Verdict;
use copy::{Copy, share};
use list::Mutant;
use survivors::{Judgement, Survivors};

pub type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

type Verdicts = BTreeMap<u32, Verdict>;

fn main() -> Fallible<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("usage: mutants OUT [TEXT]")?;
    let only = arguments.next().unwrap_or_default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    fs::create_dir_all(&out)?;
    let out = Path::new(&out).canonicalize()?;
    let built = out.parent().unwrap_or(&out);

    let known = survivors::read(&fs::read_to_string(root.join("tests/mutants/survivors.txt"))?)?;
    let first = Copy::new(&out, 1)?;
    first.renew(&root, built)?;
    let all = list::list(&root, &first.tree)?;
    let mutants: Vec<_> = all.iter().filter(|mutant| mutant.name.contains(&only)).cloned().collect();
    if mutants.is_empty() {
        return Err(format!("no mutant has {only} in its name").into());
    }
    eprintln!("mutants: {} of {} that cargo-mutants lists", mutants.len(), all.len());

    // For a few mutants it takes less time to build one copy than two.
    let copies = std::thread::available_parallelism()?.get().min(1 + mutants.len() / 50);
    let others = (2..=copies).map(|number| Copy::new(&out, number));
    let copies: Vec<_> = std::iter::once(Ok(first)).chain(others).collect::<Fallible<_>>()?;
    let renew = || copies.iter().try_for_each(|copy| copy.renew(&root, built));
    renew()?;
    let on_list: BTreeSet<u32> =
        mutants.iter().filter(|mutant| known.contains_key(&mutant.plain_name())).map(|mutant| mutant.id).collect();
    let (mut verdicts, in_const_fn, left_out) = wake(&mutants, &on_list, &root, &copies)?;
    // What the compiler computes is computed while all sleep.
    let again: Vec<_> = mutants
        .iter()
        .filter(|mutant| match verdicts.get(&mutant.id) {
            None => true,
            Some(Verdict::Survived(tests)) => {
                !on_list.contains(&mutant.id) && (*tests == 0 || in_const_fn.contains(&mutant.id))
            }
            Some(_) => false,
        })
        .collect();
    if !again.is_empty() {
        eprintln!("mutants: {} are compiled one by one", again.len());
        renew()?;
        let took = copies.iter().map(constant::prepare).collect::<Fallible<Vec<_>>>()?.into_iter().max();
        let took = took.unwrap_or_default();
        constant::prepare_all(&copies[0])?;
        let found = share("were tried", &copies, &again, |copy, mutant| {
            constant::attempt(copy, mutant, took, on_list.contains(&mutant.id))
        })?;
        verdicts.extend(again.iter().map(|mutant| mutant.id).zip(found));
    }
    let as_listed = report(&all, &mutants, &verdicts, &known, &out.join("report.txt"))?;
    Ok(if as_listed && left_out == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Plant the mutants, wake one after the other, and give also those of which this says less than the plain way, and how
/// many tests were left out.
fn wake(
    mutants: &[Mutant],
    on_list: &BTreeSet<u32>,
    root: &Path,
    copies: &[Copy],
) -> Fallible<(Verdicts, BTreeSet<u32>, usize)> {
    for copy in copies {
        copy.drop_lints()?;
    }
    let (planted, unviable) = unviable::strike_out(mutants, root, &copies[0])?;
    let mut verdicts: Verdicts = unviable.iter().map(|id| (*id, Verdict::Unviable)).collect();
    if planted.asleep.is_empty() {
        return Ok((verdicts, planted.in_const_fn, 0));
    }
    for copy in &copies[1..] {
        plant::plant(mutants, &unviable, root, &copy.tree)?;
    }
    eprintln!("mutants: {} sleep; the tests are built", planted.asleep.len());
    // One copy after the other: the compiler uses all processors.
    let mut programs: BTreeMap<PathBuf, tests::Programs> = BTreeMap::new();
    for copy in copies {
        programs.insert(copy.tree.clone(), tests::build(copy)?);
    }
    let (tests, failed) = tests::learn(copies, &programs)?;
    for name in &failed {
        println!("left out, since it fails without a mutant: {name}");
    }
    attempt::control(&copies[0], &programs, &tests)?;
    eprintln!("mutants: {} tests; the mutants wake", tests.len());
    let asleep: Vec<_> = planted.asleep.iter().copied().collect();
    let found = share("were woken", copies, &asleep, |copy, id| {
        attempt::attempt(copy, &programs, &tests, *id, on_list.contains(id))
    })?;
    verdicts.extend(asleep.into_iter().zip(found));
    Ok((verdicts, planted.in_const_fn, failed.len()))
}

/// Write one line for each mutant, print what is not as the list of survivors says, and tell whether all is.
fn report(all: &[Mutant], mutants: &[Mutant], verdicts: &Verdicts, known: &Survivors, path: &Path) -> Fallible<bool> {
    let mut lines = String::new();
    let (mut unviable, mut caught, mut timed_out) = (0, 0, 0);
    let mut survived: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mutant in mutants {
        let name = &mutant.name;
        lines += &match &verdicts[&mutant.id] {
            Verdict::Unviable => {
                unviable += 1;
                format!("unviable  {name}\n")
            }
            Verdict::Caught(by) => {
                caught += 1;
                format!("caught    {name}  by {by}\n")
            }
            Verdict::TimedOut(by) => {
                timed_out += 1;
                format!("timed out {name}  in {by}\n")
            }
            Verdict::Survived(tests) => {
                survived.entry(mutant.plain_name()).or_default().push(name.clone());
                format!("survived  {name}  {tests} tests reach it\n")
            }
        };
    }
    fs::write(path, lines)?;

    // With TEXT, names are judged of which all mutants were tried.
    let count = |mutants: &[Mutant]| {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        mutants.iter().for_each(|mutant| *names.entry(mutant.plain_name()).or_default() += 1);
        names
    };
    let (tried, whole) = (count(mutants), count(all));
    let judged = |name: &str| match tried.get(name) {
        None => mutants.len() == all.len(),
        tried => tried == whole.get(name),
    };
    let Judgement { lines, listed, wrong, gone } = survivors::judge(known, &survived, judged);
    lines.iter().for_each(|line| println!("{line}"));
    println!(
        "{caught} caught, {timed_out} timed out, {unviable} unviable, {listed} survived and listed, {wrong} survived and \
         not listed, {gone} listed and gone, of {} mutants",
        mutants.len()
    );
    Ok(wrong + gone == 0)
}
