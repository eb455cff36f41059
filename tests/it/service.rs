//! A server that lives as long as the test process and not a moment longer.
//!
//! A static is never dropped, and a killed process drops nothing. So each server stands under a
//! shell that reads from a pipe whose other end only the test process holds: however that process
//! ends, the read ends, and the shell stops the server by its pid and removes its directory.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long anything that is merely slow may take before a test calls it broken.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// `timeout` passes our TERM on, follows it with KILL, and bounds a server's life to an hour.
const WATCHDOG: &str = r#"
directory=$1; shift
timeout --kill-after=2 3600 "$@" &
read -r _
kill -TERM $! 2>/dev/null
wait $!
rm -rf -- "$directory"
"#;

pub struct Service {
    watchdog: Child,
    directory: PathBuf,
}

impl Service {
    /// Starts `command` in a directory that is removed when the server stops. Its output goes to
    /// `output` there.
    pub fn start(directory: PathBuf, command: &[&str]) -> Self {
        let output = fs::File::create(directory.join("output")).unwrap();
        let watchdog = Command::new("sh")
            .args(["-c", WATCHDOG, "watchdog"])
            .arg(&directory)
            .args(command)
            .stdin(Stdio::piped())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            // Out of reach of what ends the tests: ^C goes to a whole process group.
            .process_group(0)
            .spawn()
            .unwrap();
        Self { watchdog, directory }
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// What the server wrote to `file` in its directory so far.
    pub fn read(&self, file: &str) -> String {
        fs::read(self.directory.join(file))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        // It ends by itself: its server is killed where it does not stop.
        let _ = self.watchdog.wait();
    }
}

/// A directory that other users may look into: as root, mail belongs to nobody.
pub fn directory(name: &str) -> PathBuf {
    let directory =
        tempfile::Builder::new().prefix(&format!("baton-{name}-")).tempdir().unwrap().keep();
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
    directory
}

/// Asks again until there is an answer, for at most `PATIENCE`. The pause only spares the processor.
pub fn wait_for<T>(mut answer: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = answer() {
            return Some(answer);
        }
        if Instant::now() > deadline {
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Where a program is. Debian keeps servers in /usr/sbin, which is not on every user's PATH.
pub fn program(name: &str, package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/usr/local/sbin".into()])
        .map(|directory| directory.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| panic!("{name} is not installed: run tests/run, or install {package}"))
}

/// Who mail files belong to: as root, Dovecot runs as nobody.
pub fn mail_owner() -> Option<(u32, u32)> {
    nix::unistd::Uid::effective().is_root().then(|| {
        let nobody = nix::unistd::User::from_name("nobody").unwrap().expect("a user nobody");
        (nobody.uid.as_raw(), nobody.gid.as_raw())
    })
}

/// Gives a file, or a directory with all that is in it, to who reads mail.
pub fn give_to_mail_owner(path: &Path) -> io::Result<()> {
    let Some((user, group)) = mail_owner() else { return Ok(()) };
    std::os::unix::fs::lchown(path, Some(user), Some(group))?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            give_to_mail_owner(&entry?.path())?;
        }
    }
    Ok(())
}
