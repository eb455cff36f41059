//! A real browser that is driven: headless Chromium by its DevTools protocol, through two pipes.
//!
//! `browser.rs` looks at what may run nothing; here scripts run, keys are pressed, and what a screen reader is told is
//! asked for.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::Scheme;

/// Where Debian has it.
const CHROMIUM: &str = "/usr/bin/chromium";

/// A browser with one page open.
pub struct Page {
    browser: Child,
    to: File,
    from: BufReader<File>,
    session: Option<String>,
    calls: u64,
    /// What the page did since it was opened.
    events: Vec<Value>,
    _folder: TempDir,
}

impl Page {
    /// Opens a file as a reader would who got it by mail, at this width.
    pub fn open(file: &Path, width: u32, scheme: Scheme) -> Page {
        let folder = TempDir::new().unwrap();
        let [commands, answers] = ["commands", "answers"].map(|name| {
            let pipe = folder.path().join(name);
            mkfifo(&pipe, Mode::S_IRUSR | Mode::S_IWUSR).unwrap();
            pipe
        });
        // Chromium reads its descriptor 3 and writes 4.
        let browser = Command::new("sh")
            .args(["-c", "exec 3<\"$0\" 4>\"$1\"; shift; exec \"$@\""])
            .args([&commands, &answers])
            .args([CHROMIUM, "--headless", "--remote-debugging-pipe"])
            .args(["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-extensions", "--hide-scrollbars"])
            // Whatever a page would fetch, no name leads anywhere.
            .arg("--host-resolver-rules=MAP * ~NOTFOUND")
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = OpenOptions::new().write(true).open(commands).unwrap();
        let from = BufReader::new(File::open(answers).unwrap());
        let (session, calls, events) = (None, 0, Vec::new());
        let mut page = Page { browser, to, from, session, calls, events, _folder: folder };
        let target = page.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = page.call(
            "Target.attachToTarget",
            json!({ "targetId": target["targetId"], "flatten": true }),
        );
        page.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network", "Accessibility"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        let height = if width < 600 { 740 } else { 900 };
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        page.call("Emulation.setDeviceMetricsOverride", metrics);
        page.media("screen", scheme);
        page.call("Page.navigate", json!({ "url": format!("file://{}", file.display()) }));
        while !page.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = page.next();
            page.events.push(event);
        }
        page
    }

    /// What the page is shown on, and what the reader asked their system for.
    pub fn media(&mut self, medium: &str, scheme: Scheme) {
        let scheme = format!("{scheme:?}").to_lowercase();
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", json!({ "media": medium, "features": features }));
    }

    /// What an expression yields in the page.
    pub fn run(&mut self, script: &str) -> Value {
        let asked = json!({ "expression": script, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{script}: {answer:#}");
        answer["result"]["value"].clone()
    }

    /// Presses a key: its name, and its number in Windows, by which Chromium goes.
    pub fn press(&mut self, (key, number): (&str, u32)) {
        for kind in ["rawKeyDown", "keyUp"] {
            let event =
                json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": number });
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// What a screen reader is told: role, name and description of all that it meets.
    pub fn spoken(&mut self) -> Vec<(String, String, String)> {
        let tree = self.call("Accessibility.getFullAXTree", json!({}));
        let text =
            |node: &Value, part: &str| node[part]["value"].as_str().unwrap_or_default().to_owned();
        let nodes = tree["nodes"].as_array().unwrap().iter();
        let heard = nodes.filter(|node| node["ignored"] != true);
        heard
            .map(|node| (text(node, "role"), text(node, "name"), text(node, "description")))
            .collect()
    }

    /// What it asked for beside itself, and what the browser complained of.
    pub fn trouble(&self) -> Vec<String> {
        let trouble = self.events.iter().filter(|event| match event["method"].as_str() {
            Some("Network.requestWillBeSent") => {
                event["params"]["request"]["url"] != event["params"]["documentURL"]
            }
            Some("Log.entryAdded" | "Runtime.consoleAPICalled" | "Runtime.exceptionThrown") => true,
            _ => false,
        });
        trouble.map(Value::to_string).collect()
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let mut call = json!({ "id": self.calls, "method": method, "params": params });
        if let Some(session) = &self.session {
            call["sessionId"] = session.clone().into();
        }
        let sent = self.to.write_all(format!("{call}\0").as_bytes());
        sent.unwrap_or_else(|why| panic!("{CHROMIUM}: {why}: run tests/run, or install chromium"));
        loop {
            let answer = self.next();
            if answer["id"] == self.calls {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    fn next(&mut self) -> Value {
        let mut message = Vec::new();
        let read = self.from.read_until(0, &mut message).unwrap();
        assert!(read > 0, "{CHROMIUM} ended: run tests/run, or install chromium");
        message.pop();
        serde_json::from_slice(&message).unwrap()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.to.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        // It writes until it ends, and would wait for a reader.
        let _ = std::io::copy(&mut self.from, &mut std::io::sink());
        let _ = self.browser.wait();
    }
}
