//! A real browser, headless Chromium, that looks at a page as a reader of mail would.
//!
//! The page stands in a frame of the width of a screen. The page about it, which is ours, measures it and writes down
//! what it found, which Chromium prints (`--dump-dom`).

use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// What the reader asked their system for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

/// Where Debian has it.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Measures a page at this width.
pub fn look(page: &str, width: u32, scheme: Scheme) -> Value {
    let folder = TempDir::new().unwrap();
    let looking = include_str!("browser.html")
        .replace("PAGE", &serde_json::to_string(page).unwrap().replace("</", "<\\/"))
        .replace("WIDTH", &width.to_string())
        .replace("SCHEME", &format!("{scheme:?}").to_lowercase());
    let file = folder.path().join("look.html");
    fs::write(&file, looking).unwrap();
    let profile = folder.path().join("profile");
    let looked = Command::new(CHROMIUM)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .args(["--no-first-run", "--disable-background-networking", "--disable-extensions"])
        // Whatever a page would fetch, no name leads anywhere.
        .arg("--host-resolver-rules=MAP * ~NOTFOUND")
        .args(["--enable-logging=stderr", "--hide-scrollbars", "--timeout=60000"])
        .args(dark(scheme))
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(["--window-size=1300,900", "--dump-dom"])
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap_or_else(|error| panic!("{CHROMIUM}: {error}: run tests/run, or install chromium"));
    let (out, err) =
        (String::from_utf8_lossy(&looked.stdout), String::from_utf8_lossy(&looked.stderr));
    let found =
        out.split_once("<pre id=\"found\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (found, _) = found.unwrap_or_else(|| panic!("nothing was measured: {err}"));
    let found = found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let mut found: Value =
        serde_json::from_str(&found).unwrap_or_else(|why| panic!("{why}: {found}"));
    let said: Vec<&str> = err.lines().filter(|line| line.contains("CONSOLE")).collect();
    found["console"] = said.into();
    found
}

fn dark(scheme: Scheme) -> Option<&'static str> {
    (scheme == Scheme::Dark).then_some("--blink-settings=preferredColorScheme=0")
}
