//! Packs a folder of inputs into one file of the repository, and the other way round: `corpus pack FOLDER FILE`,
//! `corpus unpack FILE FOLDER`. A file is inputs in the order of their lengths, before each its length in four octets,
//! the lowest first.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["pack", folder, file] => pack(Path::new(folder), Path::new(file)),
        ["unpack", file, folder] => unpack(Path::new(file), Path::new(folder)),
        _ => Err(io::Error::other("corpus pack FOLDER FILE, or corpus unpack FILE FOLDER")),
    }
}

fn pack(folder: &Path, file: &Path) -> io::Result<()> {
    let paths: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    let mut inputs: Vec<Vec<u8>> = paths.iter().map(fs::read).collect::<io::Result<_>>()?;
    inputs.sort_by_key(|input| (input.len(), input.clone()));
    let mut packed = Vec::new();
    for input in &inputs {
        packed.extend(u32::try_from(input.len()).map_err(io::Error::other)?.to_le_bytes());
        packed.extend(input);
    }
    println!("{}: {} inputs, {} octets", file.display(), inputs.len(), packed.len());
    fs::write(file, packed)
}

fn unpack(file: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let packed = fs::read(file)?;
    let mut rest = &packed[..];
    let mut count = 0;
    while let Some((len, behind)) = rest.split_first_chunk() {
        let (input, behind) = behind.split_at(u32::from_le_bytes(*len) as usize);
        fs::write(folder.join(format!("{count:04}")), input)?;
        (rest, count) = (behind, count + 1);
    }
    Ok(())
}
