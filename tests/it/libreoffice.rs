//! A real spreadsheet, LibreOffice Calc without a window, that opens our CSV as a lead would; and Python's csv module.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// Where Debian has it.
const OFFICE: &str = "/usr/bin/soffice";

/// What Calc makes of a file when it opens it: comma, quote, UTF-8, from the first line on, no column said to be
/// anything, English; what looks like a number becomes one, and what looks like a formula is reckoned. (LibreOffice
/// Help, "Filter Options for CSV".)
const AS_IT_IS: &str = "44,34,76,1,,1033,false,true,false,false,false,0,true";

/// What Calc has in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// `string`, `float`, `date`, `boolean`, ...; `nothing` where it is empty.
    pub kind: String,
    /// What is shown.
    pub text: String,
    pub formula: Option<String>,
}

/// The cells of each table in CSV, as Calc has them.
pub fn in_calc(tables: &[&str]) -> Vec<Vec<Vec<Cell>>> {
    let folder = TempDir::new().unwrap();
    let files: Vec<_> = (0..tables.len()).map(|n| folder.path().join(format!("{n}.csv"))).collect();
    for (file, csv) in files.iter().zip(tables) {
        fs::write(file, csv).unwrap();
    }
    let profile = folder.path().join("profile");
    let out = Command::new(OFFICE)
        .args(["--headless", "--norestore", "--nolockcheck", "--nologo"])
        // Two of them with one profile are one office.
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .arg(format!("--infilter=CSV:{AS_IT_IS}"))
        .args(["--convert-to", "fods", "--outdir"])
        .arg(folder.path())
        .args(&files)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", folder.path())
        .output()
        .unwrap_or_else(|error| {
            panic!("{OFFICE}: {error}: run tests/run, or install libreoffice-calc-nogui")
        });
    let cell = |cell: Value| Cell {
        kind: cell[0].as_str().unwrap().to_owned(),
        text: cell[1].as_str().unwrap().to_owned(),
        formula: cell[2].as_str().map(str::to_owned),
    };
    let sheet = |file: &PathBuf| {
        let sheet = file.with_extension("fods");
        assert!(sheet.exists(), "{out:?}");
        read(&sheet).into_iter().map(|row| row.into_iter().map(cell).collect()).collect()
    };
    files.iter().map(sheet).collect()
}

/// The cells of some CSV, as Python has them.
pub fn in_python(csv: &str) -> Vec<Vec<String>> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("table.csv");
    fs::write(&file, csv).unwrap();
    let cell = |cell: Value| cell.as_str().unwrap().to_owned();
    read(&file).into_iter().map(|row| row.into_iter().map(cell).collect()).collect()
}

fn read(file: &Path) -> Vec<Vec<Value>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/sheet.py");
    let Output { stdout, stderr, .. } =
        Command::new("/usr/bin/python3").arg(script).arg(file).output().unwrap();
    serde_json::from_slice(&stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&stderr)))
}
