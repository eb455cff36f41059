//! A real SMTP server (aiosmtpd) that delivers into Dovecot's Maildirs and can be told to misbehave.
//!
//! smtp.py beside this file is the server. Start one for each test that sends mail.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::certificates::{Certificate, Certificates};
use crate::dovecot::{Dovecot, PASSWORD};
use crate::service::{self, Service};

pub struct Smtp {
    service: Service,
    /// TLS from the first byte.
    pub tls_port: u16,
    /// Refuses mail before STARTTLS.
    pub starttls_port: u16,
    /// Without TLS.
    pub port: u16,
    pub authority: PathBuf,
}

/// A mail as the server accepted it.
#[derive(Clone, Debug)]
pub struct Envelope {
    pub from: String,
    pub to: Vec<String>,
    pub tls: bool,
    /// Who logged in, if anybody did.
    pub user: Option<String>,
    pub raw: Vec<u8>,
}

/// How the server behaves until told otherwise.
#[derive(Clone, Debug)]
pub enum Mode {
    Well,
    /// Answers RCPT for one address: `550 no such user`, `451 try later`.
    Recipient(&'static str, &'static str),
    /// The same for several.
    Recipients(&'static [(&'static str, &'static str)]),
    /// What goes wrong at a stage: EHLO, MAIL, RCPT, DATA, `.` (the mail is there), `saved` (it is delivered) or QUIT.
    /// An answer such as `451 try later`; [`DROP`] hangs up; [`HOLD`] answers nothing until the client is gone.
    At(&'static str, &'static str),
}

pub const DROP: &str = "drop";
pub const HOLD: &str = "hold";

impl Smtp {
    /// Delivers to the Dovecot user named as the local part of the recipient's address.
    pub fn start(dovecot: &Dovecot) -> Self {
        Self::start_with(dovecot, Certificate::Good)
    }

    pub fn start_with(dovecot: &Dovecot, certificate: Certificate) -> Self {
        let directory = service::directory("smtp");
        let certificates = Certificates::create(&directory, certificate);
        fs::write(directory.join("smtp.py"), include_str!("smtp.py")).unwrap();
        let (user, group) = match service::mail_owner() {
            Some((user, group)) => (user.to_string(), group.to_string()),
            None => ("-1".to_owned(), "-1".to_owned()),
        };
        let service = Service::start(
            directory.clone(),
            &[
                // Debian's own: a python3 earlier on PATH does not have Debian's packages.
                "/usr/bin/python3",
                directory.join("smtp.py").to_str().unwrap(),
                directory.to_str().unwrap(),
                dovecot.directory().join("mail").to_str().unwrap(),
                &user,
                &group,
            ],
        );
        let ports = service::wait_for(|| {
            let said = service.read("output");
            assert!(
                !said.contains("No module named 'aiosmtpd'"),
                "aiosmtpd is not installed: run tests/run, or install python3-aiosmtpd"
            );
            assert!(!said.contains("Traceback"), "the SMTP server does not start:\n{said}");
            serde_json::from_str::<Value>(&service.read("ports.json")).ok()
        });
        let Some(ports) = ports else {
            panic!("the SMTP server does not start:\n{}", service.read("output"))
        };
        let port = |name: &str| ports[name].as_u64().unwrap().try_into().unwrap();
        Self {
            service,
            tls_port: port("implicit"),
            starttls_port: port("starttls"),
            port: port("plain"),
            authority: certificates.authority,
        }
    }

    /// From the next command on.
    pub fn behave(&self, mode: Mode) {
        let mode = match mode {
            Mode::Well => json!({}),
            Mode::Recipient(address, answer) => json!({"recipients": {address: answer}}),
            Mode::Recipients(answers) => {
                json!({"recipients": answers.iter().copied().collect::<BTreeMap<_, _>>()})
            }
            Mode::At(stage, answer) => json!({"at": {stage: answer}}),
        };
        let file = self.service.directory().join("mode.json");
        // Renamed into place, for the server reads it at any time.
        fs::write(file.with_extension("new"), mode.to_string()).unwrap();
        fs::rename(file.with_extension("new"), file).unwrap();
        // It may not be there.
        let _ = fs::remove_file(self.held());
    }

    fn held(&self) -> PathBuf {
        self.service.directory().join("held")
    }

    /// Waits until a client stands where [`HOLD`] says.
    pub fn wait_until_held(&self) {
        service::wait_for(|| self.held().exists().then_some(())).expect("a client comes so far");
    }

    /// Every mail that was accepted or delivered, oldest first.
    pub fn envelopes(&self) -> Vec<Envelope> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        // smtp.py writes bytes as the letters of Latin-1.
        let byte = |letter: char| u8::try_from(letter).unwrap();
        let envelope = |line: &str| {
            let line: Value = serde_json::from_str(line).unwrap();
            Envelope {
                from: text(&line["from"]).unwrap_or_default(),
                to: line["to"].as_array().unwrap().iter().filter_map(text).collect(),
                tls: line["tls"].as_bool().unwrap(),
                user: text(&line["user"]),
                raw: line["raw"].as_str().unwrap().chars().map(byte).collect(),
            }
        };
        self.service.read("envelopes.jsonl").lines().map(envelope).collect()
    }

    /// The `[mail-out]` of baton's config that sends here, over TLS.
    pub fn mail_out(&self) -> String {
        format!(
            r#"[mail-out]
from = "baton <baton@example.org>"
[mail-out.smtp]
host = "127.0.0.1"
port = {port}
tls = "implicit"
user = "baton"
password-command = ["echo", "{PASSWORD}"]
ca-file = "{authority}"
"#,
            port = self.tls_port,
            authority = self.authority.display(),
        )
    }
}
