//! A private Dovecot on loopback ports: any user, password "secret", mail in Maildirs.
//!
//! It runs as root (mail then belongs to nobody) and as any user. One is shared by all tests: take
//! a user name of your own there. A test that needs another certificate starts its own.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Group, Pid, Uid, User};

use crate::certificates::{Certificate, Certificates};
use crate::imap_client::{Imap, MessageFlags};
use crate::service::{self, Service};

pub const PASSWORD: &str = "secret";

/// What OAuth tokens are signed with; Dovecot reads it in base64.
pub const TOKEN_KEY: &str = "a key of the tests alone";
const TOKEN_KEY_BASE64: &str = "YSBrZXkgb2YgdGhlIHRlc3RzIGFsb25l";

pub struct Dovecot {
    service: Service,
    /// Without TLS, and with STARTTLS.
    pub port: u16,
    /// TLS from the first byte.
    pub tls_port: u16,
    /// PEM file of the authority that signed the server's certificate.
    pub authority: PathBuf,
}

impl Dovecot {
    /// The one all tests share. It stops with the test process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Dovecot> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// One of the caller's own, stopped when dropped.
    pub fn start() -> Self {
        Self::start_with(Certificate::Good)
    }

    pub fn start_with(certificate: Certificate) -> Self {
        Self::start_configured(certificate, "plain login", "")
    }

    /// One that says it can do this and no more.
    pub fn start_with_capabilities(capabilities: &str) -> Self {
        let line = format!("imap_capability = {capabilities}\n");
        Self::start_configured(Certificate::Good, "plain login", &line)
    }

    /// One that offers these SASL mechanisms, and whose configuration ends with these lines; mechanisms for tokens take
    /// what is signed with `TOKEN_KEY`.
    pub fn start_configured(certificate: Certificate, mechanisms: &str, lines: &str) -> Self {
        // Somebody may take a free port before Dovecot does.
        (0..5)
            .find_map(|_| Self::try_start(certificate, mechanisms, lines))
            .expect("no free ports for Dovecot in five attempts")
    }

    fn try_start(certificate: Certificate, mechanisms: &str, lines: &str) -> Option<Self> {
        let program = service::program("dovecot", "dovecot-core and dovecot-imapd");
        let directory = service::directory("dovecot");
        let certificates = Certificates::create(&directory, certificate);
        let [port, tls_port] = free_ports();
        let config = directory.join("dovecot.conf");
        fs::create_dir(directory.join("mail")).unwrap();
        service::give_to_mail_owner(&directory.join("mail")).unwrap();
        let configured =
            configuration(&directory, &certificates, mechanisms, port, tls_port) + lines;
        fs::write(&config, configured).unwrap();
        trust_tokens(&directory);

        let service = Service::start(
            directory,
            &[program.to_str().unwrap(), "-F", "-c", config.to_str().unwrap()],
        );
        let started = service::wait_for(|| {
            let said = service.read("log") + &service.read("output");
            if said.contains("Fatal:") {
                return Some(Err(said));
            }
            // Dovecot says so once it listens; a program that beat us to the port does not.
            said.contains("starting up").then_some(Ok(()))
        });
        match started {
            Some(Ok(())) => {}
            Some(Err(said)) if said.contains("Address already in use") => return None,
            Some(Err(said)) => panic!("Dovecot does not start:\n{said}"),
            None => panic!("Dovecot says nothing:\n{}", service.read("output")),
        }
        let dovecot = Self { service, port, tls_port, authority: certificates.authority };
        Imap::connect(dovecot.address());
        Some(dovecot)
    }

    /// Kills it, with all its connections; its mail stays.
    pub fn kill(&self) {
        let pid = fs::read_to_string(self.directory().join("run/master.pid")).unwrap();
        kill(Pid::from_raw(pid.trim().parse().unwrap()), Signal::SIGTERM).unwrap();
        service::wait_for(|| TcpStream::connect(self.address()).is_err().then_some(()))
            .expect("a Dovecot that stops");
    }

    /// Starts it again where it was; it stops with what this returns.
    pub fn start_again(&self) -> Service {
        let program = service::program("dovecot", "dovecot-core and dovecot-imapd");
        let config = self.directory().join("dovecot.conf");
        let command = [program.to_str().unwrap(), "-F", "-c", config.to_str().unwrap()];
        let service = Service::start(service::directory("dovecot-again"), &command);
        service::wait_for(|| TcpStream::connect(self.address()).ok())
            .expect("a Dovecot that starts again");
        service
    }

    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    pub fn imap(&self, user: &str) -> Imap {
        Imap::login(self.address(), user, PASSWORD)
    }

    pub fn log(&self) -> String {
        self.service.read("log")
    }

    pub fn directory(&self) -> &Path {
        self.service.directory()
    }

    /// The `[[inbox]]` of baton's config that reads this user's mail, over TLS.
    pub fn inbox(&self, name: &str, user: &str) -> String {
        format!(
            r#"[[inbox]]
name = "{name}"
address = "{name}@example.org"
[inbox.imap]
host = "127.0.0.1"
port = {port}
tls = "implicit"
user = "{user}"
password-command = ["echo", "{PASSWORD}"]
ca-file = "{authority}"
"#,
            port = self.tls_port,
            authority = self.authority.display(),
        )
    }

    /// Puts a message where it would be had it arrived at `date`, and returns its UID.
    pub fn deliver(&self, user: &str, mailbox: &str, raw: &str, date: DateTime<Utc>) -> u32 {
        let mut imap = self.imap(user);
        imap.create(mailbox);
        imap.append(mailbox, raw.as_bytes(), Some(date), &[])
    }

    pub fn fetch(&self, user: &str, mailbox: &str, uid: u32) -> Vec<u8> {
        self.imap(user).fetch(mailbox, uid)
    }

    pub fn flags(&self, user: &str, mailbox: &str) -> Vec<MessageFlags> {
        self.imap(user).flags(mailbox)
    }

    pub fn expunge(&self, user: &str, mailbox: &str, uid: u32) {
        self.imap(user).expunge(mailbox, uid);
    }

    /// Deletes a mailbox and makes it anew: empty, with another UIDVALIDITY.
    pub fn recreate(&self, user: &str, mailbox: &str) {
        let before = self.imap(user).uid_validity(mailbox);
        if mailbox == "INBOX" {
            self.empty_inbox_on_disk(user);
        } else {
            self.imap(user).command(&format!("DELETE \"{mailbox}\""));
        }
        let mut imap = self.imap(user);
        imap.create(mailbox);
        // A new mailbox has no UIDVALIDITY of its own until it is opened.
        imap.examine(mailbox);
        let after = imap.uid_validity(mailbox);
        assert_ne!(before, after, "UIDVALIDITY of {mailbox} stayed");
    }

    /// IMAP cannot delete INBOX. The files dovecot-uidvalidity* stay: from them Dovecot takes the
    /// next UIDVALIDITY, where without them it takes the time, which may be the same second again.
    fn empty_inbox_on_disk(&self, user: &str) {
        for entry in fs::read_dir(self.maildir(user)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if ["cur", "new", "tmp"].contains(&name.as_str()) {
                fs::remove_dir_all(entry.path()).unwrap();
            } else if name.starts_with("dovecot.index") || name == "dovecot-uidlist" {
                fs::remove_file(entry.path()).unwrap();
            }
        }
    }

    /// Where this user's INBOX lies; other mailboxes lie in it, as `.Sent`.
    pub fn maildir(&self, user: &str) -> PathBuf {
        self.directory().join("mail").join(user).join("Maildir")
    }

    /// Writes `n` messages into a mailbox, a minute apart, the last at `until`. In INBOX they are
    /// threads of four by one customer each; elsewhere, our replies to the first of each thread.
    pub fn fill(&self, user: &str, mailbox: &str, n: u32, until: DateTime<Utc>) {
        // The server makes the mailbox, so that it belongs to who reads it.
        self.imap(user).create(mailbox);
        let maildir = match mailbox {
            "INBOX" => self.maildir(user),
            mailbox => self.maildir(user).join(format!(".{}", mailbox.replace('/', "."))),
        };
        let owner = service::mail_owner();
        for i in 0..n {
            let date = until - TimeDelta::minutes((n - 1 - i).into());
            let path = maildir.join(format!("cur/{}.M{i}P1.test:2,", date.timestamp()));
            let raw = if mailbox == "INBOX" { question(i, date) } else { reply(i, date) };
            fs::write(&path, raw).unwrap();
            set_arrival(&path, date);
            if let Some((user, group)) = owner {
                chown(&path, Some(user), Some(group)).unwrap();
            }
        }
    }
}

/// A Maildir keeps the time of arrival as the time of the file.
pub fn set_arrival(path: &Path, date: DateTime<Utc>) {
    fs::File::options().append(true).open(path).unwrap().set_modified(date.into()).unwrap();
}

/// Message `i` of many: every fourth opens a thread, the others follow in it.
fn question(i: u32, date: DateTime<Utc>) -> String {
    let first = i - i % 4;
    let customer = first / 4 % 997;
    let mut raw = format!(
        "Message-ID: <q{i}@example.com>\nDate: {}\nFrom: Customer {customer} <c{customer}@example.com>\n\
         To: support@example.org\n",
        date.to_rfc2822(),
    );
    if i == first {
        raw += &format!("Subject: Question {first}\n");
    } else {
        let references: Vec<String> = (first..i).map(|i| format!("<q{i}@example.com>")).collect();
        raw += &format!(
            "Subject: Re: Question {first}\nIn-Reply-To: <q{}@example.com>\nReferences: {}\n",
            i - 1,
            references.join(" ")
        );
    }
    raw + "\nWhen will it come?\n"
}

/// Our reply to the message that opened thread `i`.
fn reply(i: u32, date: DateTime<Utc>) -> String {
    let (customer, first) = (i % 997, i * 4);
    format!(
        "Message-ID: <r{i}@example.org>\nDate: {}\nFrom: Maya <maya@example.org>\n\
         To: Customer {customer} <c{customer}@example.com>\nSubject: Re: Question {first}\n\
         In-Reply-To: <q{first}@example.com>\nReferences: <q{first}@example.com>\n\nTomorrow.\n",
        date.to_rfc2822(),
    )
}

/// Lays down what Dovecot needs to check tokens by itself, beside its config.
fn trust_tokens(directory: &Path) {
    let keys = directory.join("keys/default/HS256");
    fs::create_dir_all(&keys).unwrap();
    fs::write(keys.join("default"), TOKEN_KEY_BASE64).unwrap();
    let config = format!(
        "introspection_mode = local\nusername_attribute = sub\n\
         local_validation_key_dict = fs:posix:prefix={}/keys/\n",
        directory.display()
    );
    fs::write(directory.join("oauth2.conf"), config).unwrap();
}

/// Two ports that nobody listens on.
pub fn free_ports() -> [u16; 2] {
    // Both are held until both are known, so that they differ.
    [(); 2]
        .map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap())
        .map(|listener| listener.local_addr().unwrap().port())
}

fn configuration(
    directory: &Path,
    certificates: &Certificates,
    mechanisms: &str,
    port: u16,
    tls_port: u16,
) -> String {
    let directory = directory.display();
    let (certificate, key) = (certificates.certificate.display(), certificates.key.display());
    let me = User::from_uid(Uid::effective()).unwrap().expect("a user name of my own");
    let group = Group::from_gid(me.gid).unwrap().expect("a group name of my own").name;
    // Debian's users for Dovecot; only root can become them.
    let (login, internal, group) = if me.uid.is_root() {
        ("dovenull", "dovecot", "dovecot")
    } else {
        (me.name.as_str(), me.name.as_str(), group.as_str())
    };
    let (user, mail_group) = service::mail_owner().unwrap_or((me.uid.as_raw(), me.gid.as_raw()));
    format!(
        r"
base_dir = {directory}/run
state_dir = {directory}/run
log_path = {directory}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 100
passdb {{
  driver = static
  mechanisms = plain login
  args = password={PASSWORD}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {directory}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={user} gid={mail_group} home={directory}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \Sent
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  # Without it a wrong password, which tests try, slows down every login after it.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"
    )
}
