//! A private sshd on a loopback port, for the user who runs the tests, with keys that let members into a world.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User};

use crate::dovecot::free_ports;
use crate::service::{self, Service};
use crate::world::World;

/// Without it sshd, as root, does not start; Debian makes it when the machine boots, if a service is there.
const SEPARATION: &str = "/run/sshd";

pub struct Sshd {
    service: Service,
    pub port: u16,
    user: String,
}

impl Sshd {
    /// One whose account keeps the ledger of this world; nobody has a key yet.
    pub fn start() -> Self {
        // Somebody may take a free port before sshd does.
        (0..5).find_map(|_| Self::try_start()).expect("no free port for sshd in five attempts")
    }

    fn try_start() -> Option<Self> {
        let program = service::program("sshd", "openssh-server");
        if Uid::effective().is_root() && !Path::new(SEPARATION).exists() {
            // Another test may be faster.
            let _ = fs::create_dir(SEPARATION);
            fs::set_permissions(SEPARATION, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let directory = service::directory("sshd");
        make_key(&directory.join("host"));
        fs::write(directory.join("keys"), "").unwrap();
        let [port, _] = free_ports();
        let config = directory.join("sshd_config");
        fs::write(&config, configuration(&directory, port)).unwrap();
        // In the foreground, with its log on standard error.
        let command = [program.to_str().unwrap(), "-D", "-e", "-f", config.to_str().unwrap()];
        let service = Service::start(directory, &command);
        let started = service::wait_for(|| {
            let said = service.read("output");
            if said.contains("Cannot bind any address") {
                return Some(false);
            }
            said.contains("Server listening on").then_some(true)
        });
        match started {
            Some(true) => {}
            Some(false) => return None,
            None => panic!("sshd does not start:\n{}", service.read("output")),
        }
        let user = User::from_uid(Uid::effective()).unwrap().expect("a user name of my own").name;
        Some(Self { service, port, user })
    }

    pub fn directory(&self) -> &Path {
        self.service.directory()
    }

    /// `user@host`, as a config and ssh take it.
    pub fn destination(&self) -> String {
        format!("{}@127.0.0.1", self.user)
    }

    /// Makes a key that runs this command and nothing else, as README says; its file.
    pub fn key(&self, name: &str, command: &str) -> PathBuf {
        let key = self.directory().join(name);
        make_key(&key);
        let public = fs::read_to_string(key.with_extension("pub")).unwrap();
        let line = format!("restrict,command=\"{}\" {public}", command.replace('"', "\\\""));
        let keys = self.directory().join("keys");
        fs::write(&keys, fs::read_to_string(&keys).unwrap() + &line).unwrap();
        key
    }

    /// A key that lets this member into the world through the gateway.
    pub fn member(&self, world: &World, member: &str) -> PathBuf {
        self.key(member, &gateway(world, member))
    }

    /// How a member's ssh is called to come here with this key.
    pub fn client(&self, key: &Path) -> Vec<String> {
        let host = fs::read_to_string(self.directory().join("host.pub")).unwrap();
        let known = self.directory().join("known_hosts");
        fs::write(&known, format!("[127.0.0.1]:{} {host}", self.port)).unwrap();
        let options = [
            format!("Port={}", self.port),
            format!("IdentityFile={}", key.display()),
            format!("UserKnownHostsFile={}", known.display()),
            "GlobalKnownHostsFile=/dev/null".to_owned(),
            "StrictHostKeyChecking=yes".to_owned(),
            "IdentitiesOnly=yes".to_owned(),
            "BatchMode=yes".to_owned(),
        ];
        let options = options.into_iter().flat_map(|option| ["-o".to_owned(), option]);
        // -F: what the machine has in its own config must not matter.
        ["ssh", "-F", "/dev/null"].map(str::to_owned).into_iter().chain(options).collect()
    }
}

/// The command of a key that lets this member into the world.
fn gateway(world: &World, member: &str) -> String {
    let set = world.command("nobody", "");
    let set = ["BATON_LEDGER", "BATON_CONFIG", "BATON_NOW"].map(|name| {
        let (_, value) = set.get_envs().find(|(known, _)| *known == name).unwrap();
        format!("{name}={}", value.unwrap().to_str().unwrap())
    });
    format!("env {} {} gateway --as {member}", set.join(" "), env!("CARGO_BIN_EXE_baton"))
}

fn make_key(file: &Path) {
    let made = Command::new(service::program("ssh-keygen", "openssh-client"))
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
        .arg(file)
        .stdin(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success(), "ssh-keygen makes no key at {}", file.display());
}

fn configuration(directory: &Path, port: u16) -> String {
    let directory = directory.display();
    format!(
        r"
ListenAddress 127.0.0.1
Port {port}
HostKey {directory}/host
PidFile {directory}/pid
AuthorizedKeysFile {directory}/keys
# The directory is below one that all may write.
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
"
    )
}
