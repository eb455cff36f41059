//! A team, a mailbox and a fixed time: baton as its members run it.
//!
//! A world is a temporary directory with a ledger made for tests. Maya, Jordan and Sam are agents,
//! Ada is the admin. Tests read JSON; what people see is held by whole transcripts in snapshots.

use std::fmt;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, SecondsFormat, TimeDelta, Utc};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use tempfile::TempDir;

use crate::dovecot::set_arrival;

/// Longer than any command takes. What is still running then hangs.
const LIMIT: Duration = Duration::from_secs(120);

pub struct World {
    directory: TempDir,
    /// Seconds since 1970.
    now: AtomicI64,
    mails: AtomicU32,
}

impl World {
    /// A new ledger, with the inbox support@example.org in a Maildir, empty so far.
    pub fn at(now: &str) -> Self {
        let world = Self::empty(now);
        for mailbox in [world.maildir(), world.maildir().join(".Sent")] {
            for part in ["cur", "new", "tmp"] {
                fs::create_dir_all(mailbox.join(part)).unwrap();
            }
        }
        world.init(&format!(
            "--inbox support --address support@example.org --maildir '{}'",
            world.maildir().display()
        ));
        world
    }

    /// A new ledger, with a config of the test's own.
    pub fn with_config(now: &str, config: &str) -> Self {
        let world = Self::empty(now);
        world.set_config(config);
        world.started()
    }

    /// No ledger, no config, nobody: for tests of `init` itself.
    pub fn empty(now: &str) -> Self {
        let directory = tempfile::Builder::new().prefix("baton-world-").tempdir().unwrap();
        Self { directory, now: AtomicI64::new(time(now).timestamp()), mails: AtomicU32::new(0) }
    }

    /// With its ledger, whose config it has already.
    pub fn started(self) -> Self {
        self.init("");
        self
    }

    /// The one place that knows the flags of `init` and `member add`.
    fn init(&self, inbox: &str) {
        self.by(
            "ada",
            &format!(
                "init --test-world {inbox} --time-zone Europe/Berlin \
                 --member ada --login ada --member-address ada@example.org"
            ),
        )
        .ok();
        for login in ["maya", "jordan", "sam"] {
            self.admin(&format!("member add {login} --address {login}@example.org --role agent"))
                .ok();
        }
    }

    pub fn maya(&self, words: &str) -> Ran {
        self.by("maya", words)
    }

    pub fn jordan(&self, words: &str) -> Ran {
        self.by("jordan", words)
    }

    pub fn sam(&self, words: &str) -> Ran {
        self.by("sam", words)
    }

    /// Ada, who may do everything.
    pub fn admin(&self, words: &str) -> Ran {
        self.by("ada", words)
    }

    /// Runs baton as the member with this login. Words are split as a shell splits them.
    pub fn by(&self, login: &str, words: &str) -> Ran {
        self.piped(login, words, "")
    }

    /// The same, with this on its standard input.
    pub fn piped(&self, login: &str, words: &str, input: impl AsRef<[u8]>) -> Ran {
        self.run(words, self.command(login, words), input)
    }

    /// Runs a command that a test made from [`World::command`] and [`started_by`].
    pub fn run(&self, words: &str, mut command: Command, input: impl AsRef<[u8]>) -> Ran {
        self.ran(words, finish(command.spawn().unwrap(), input.as_ref()))
    }

    fn ran(&self, words: &str, output: Output) -> Ran {
        let text = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).expect("baton prints UTF-8");
            text.replace(self.directory.path().to_str().unwrap(), "[world]")
        };
        Ran {
            words: words.to_owned(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            // As a shell counts: a signal is 128 and its number.
            status: output.status.code().or(output.status.signal().map(|signal| 128 + signal)),
        }
    }

    /// Runs baton as [`World::by`] does, and gives the most memory that it ever held, in KiB (VmHWM of proc(5)).
    pub fn measured(&self, login: &str, words: &str) -> (Ran, u64) {
        let child = self.command(login, words).spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        let (ended, running) = mpsc::channel::<()>();
        let watch = thread::spawn(move || {
            let mut peak = 0;
            // It only ever grows while the process lives.
            while running.recv_timeout(Duration::from_millis(1)) == Err(RecvTimeoutError::Timeout) {
                let status = fs::read_to_string(&status).unwrap_or_default();
                let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
                let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
                peak = peak.max(now.unwrap_or(0));
            }
            peak
        });
        let ran = self.ran(words, finish(child, b""));
        drop(ended);
        (ran, watch.join().unwrap())
    }

    /// The command itself, for tests that kill it or run many at once.
    pub fn command(&self, login: &str, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command
            .args(shell_words::split(words).expect("quotes in pairs"))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.path())
            .env("BATON_CONFIG", self.config())
            .env("BATON_LEDGER", self.ledger())
            .env("BATON_LOGIN", login)
            .env("BATON_NOW", self.clock().to_rfc3339_opts(SecondsFormat::Secs, true))
            .env("NO_COLOR", "1")
            .current_dir(self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn clock(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.now.load(Ordering::Relaxed), 0).unwrap()
    }

    fn set_clock(&self, now: DateTime<Utc>) {
        self.now.store(now.timestamp(), Ordering::Relaxed);
    }

    /// Moves the clock to a time.
    pub fn now(&self, now: &str) -> &Self {
        self.set_clock(time(now));
        self
    }

    /// Moves the clock on: `45m`, `2h`, `3d`.
    pub fn later(&self, duration: &str) -> &Self {
        self.set_clock(self.clock() + span(duration));
        self
    }

    /// Lets a mail arrive, and syncs.
    pub fn mail(&self, mail: Mail) -> &Self {
        self.deliver(mail);
        self.sync();
        self
    }

    /// The same, to build a world in one expression.
    pub fn and(self, mail: Mail) -> Self {
        self.mail(mail);
        self
    }

    /// Lets a mail arrive that baton has not seen yet.
    pub fn deliver(&self, mail: Mail) -> PathBuf {
        let n = self.mails.fetch_add(1, Ordering::Relaxed);
        let arrived = mail.arrived.unwrap_or(self.clock());
        let mailbox =
            if mail.sent { self.maildir().join(".Sent/cur") } else { self.maildir().join("new") };
        let flags = if mail.sent { ":2,S" } else { "" };
        let path = mailbox.join(format!("{}.M{n}.world{flags}", arrived.timestamp()));
        fs::write(&path, mail.bytes(n, arrived)).unwrap();
        set_arrival(&path, arrived);
        path
    }

    /// As cron does it.
    pub fn sync(&self) -> Ran {
        self.admin("sync").ok()
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn maildir(&self) -> PathBuf {
        self.path().join("mail")
    }

    pub fn ledger(&self) -> PathBuf {
        self.path().join("ledger.db")
    }

    pub fn config(&self) -> PathBuf {
        self.path().join("config.toml")
    }

    pub fn set_config(&self, config: &str) {
        let mut options = fs::File::options();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(self.config())
            .unwrap();
        file.write_all(config.as_bytes()).unwrap();
    }

    /// Adds tables to the end of the config, such as `[[rule]]`.
    pub fn configure(&self, tables: &str) -> &Self {
        let config = fs::read_to_string(self.config()).unwrap();
        self.set_config(&format!("{config}\n{tables}\n"));
        self
    }
}

/// One run of baton. Its paths are those of any run: the world's directory reads `[world]`.
#[derive(Clone, Debug)]
pub struct Ran {
    pub words: String,
    pub stdout: String,
    pub stderr: String,
    pub status: Option<i32>,
}

impl Ran {
    #[track_caller]
    pub fn ok(self) -> Self {
        self.fails(0)
    }

    #[track_caller]
    pub fn fails(self, status: i32) -> Self {
        assert!(self.status == Some(status), "expected exit status {status}:\n{self}");
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}:\n{self}"))
    }
}

/// The transcript: what a person at the terminal would have seen.
impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ baton {}", self.words)?;
        for line in self.stdout.lines() {
            writeln!(f, "{line}")?;
        }
        for line in self.stderr.lines() {
            writeln!(f, "{}", format!("[stderr] {line}").trim_end())?;
        }
        match self.status {
            Some(0) => Ok(()),
            Some(status) => writeln!(f, "[exit {status}]"),
            None => writeln!(f, "[no exit status]"),
        }
    }
}

/// A mail to be delivered. Unless told otherwise: a question to support@example.org that arrives
/// now, with a Message-ID and a Date.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    /// The whole mail, where a test gives all of it.
    text: Option<Vec<u8>>,
    headers: Vec<(String, String)>,
    arrived: Option<DateTime<Utc>>,
    sent: bool,
}

impl Mail {
    pub fn from(address: &str) -> Self {
        Self::default().header("From", address)
    }

    /// These bytes and nothing else.
    pub fn raw(text: impl AsRef<[u8]>) -> Self {
        Self { text: Some(text.as_ref().to_vec()), ..Self::default() }
    }

    pub fn to(self, addresses: &str) -> Self {
        self.header("To", addresses)
    }

    pub fn cc(self, addresses: &str) -> Self {
        self.header("Cc", addresses)
    }

    pub fn subject(self, subject: &str) -> Self {
        self.header("Subject", subject)
    }

    /// Without the angle brackets.
    pub fn id(self, id: &str) -> Self {
        self.header("Message-ID", &format!("<{id}>"))
    }

    pub fn reply_to_id(self, id: &str) -> Self {
        self.header("In-Reply-To", &format!("<{id}>"))
    }

    /// Ids without angle brackets, oldest first.
    pub fn references(self, ids: &[&str]) -> Self {
        let ids: Vec<String> = ids.iter().map(|id| format!("<{id}>")).collect();
        self.header("References", &ids.join(" "))
    }

    /// When it was written, and arrived.
    pub fn date(self, date: &str) -> Self {
        self.header("Date", &time(date).to_rfc2822()).arrived(date)
    }

    /// When it arrived, whatever its Date says.
    pub fn arrived(mut self, date: &str) -> Self {
        self.arrived = Some(time(date));
        self
    }

    /// Sets a header as it stands in the mail; one that is set already is replaced.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Lies in the Sent mailbox: a teammate wrote it.
    pub fn sent(mut self) -> Self {
        self.sent = true;
        self
    }

    /// The bytes of the `n`th mail of a world.
    fn bytes(&self, n: u32, arrived: DateTime<Utc>) -> Vec<u8> {
        if let Some(text) = &self.text {
            return text.clone();
        }
        let defaults = [
            ("Message-ID", format!("<mail-{n}@mail.example>")),
            ("Date", arrived.to_rfc2822()),
            ("To", "support@example.org".to_owned()),
            ("Subject", "Question".to_owned()),
        ];
        let missing = defaults.iter().filter(|(name, _)| {
            !self.headers.iter().any(|(set, _)| set.eq_ignore_ascii_case(name))
        });
        let mut raw = String::new();
        for (name, value) in missing {
            raw += &format!("{name}: {value}\n");
        }
        for (name, value) in &self.headers {
            raw += &format!("{name}: {value}\n");
        }
        raw += "\nHello\n";
        raw.into_bytes()
    }
}

/// `2026-03-02T09:00Z`, with seconds where a test needs them.
#[track_caller]
pub fn time(text: &str) -> DateTime<Utc> {
    let bare = text.trim_end_matches('Z');
    NaiveDateTime::parse_from_str(bare, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(bare, "%Y-%m-%dT%H:%M:%S"))
        .unwrap_or_else(|error| panic!("{text:?} is no time such as 2026-03-02T09:00Z: {error}"))
        .and_utc()
}

#[track_caller]
fn span(text: &str) -> TimeDelta {
    let (number, unit) = text.split_at(text.len() - 1);
    let number = number.parse().unwrap_or_else(|_| panic!("{text:?} is no duration"));
    match unit {
        "s" => TimeDelta::seconds(number),
        "m" => TimeDelta::minutes(number),
        "h" => TimeDelta::hours(number),
        "d" => TimeDelta::days(number),
        _ => panic!("{text:?} is no duration"),
    }
}

/// The same command, run by another program: `sh -c`, `setpriv`, `unshare`.
pub fn started_by(starter: &[&str], command: &Command) -> Command {
    let mut started = Command::new(starter[0]);
    started
        .args(&starter[1..])
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear()
        .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .current_dir(command.get_current_dir().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    started
}

/// Feeds a program and collects what it says, and fails where it hangs.
fn finish(mut child: Child, input: &[u8]) -> Output {
    let pid = Pid::from_raw(child.id().try_into().unwrap());
    let mut stdin = child.stdin.take().unwrap();
    let (done, output) = mpsc::channel();
    thread::spawn(move || done.send(child.wait_with_output()));
    let input = input.to_vec();
    // A program need not read its input.
    thread::spawn(move || stdin.write_all(&input));
    match output.recv_timeout(LIMIT) {
        Ok(output) => output.unwrap(),
        Err(_) => {
            kill(pid, Signal::SIGKILL).unwrap();
            let output = output.recv().unwrap().unwrap();
            panic!(
                "still running after {LIMIT:?}\n{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}
