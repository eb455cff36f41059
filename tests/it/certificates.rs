//! The certificate authority of the tests, and the certificates of good and bad servers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::service::program;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Certificate {
    /// For localhost and 127.0.0.1, from the tests' own authority.
    #[default]
    Good,
    Expired,
    /// From the tests' own authority, for another name.
    OtherHost,
    SelfSigned,
}

pub struct Certificates {
    pub authority: PathBuf,
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Certificates {
    /// Makes an authority and one server's certificate in `directory`.
    pub fn create(directory: &Path, kind: Certificate) -> Self {
        let names = match kind {
            Certificate::OtherHost => "subjectAltName=DNS:other.example.org",
            _ => "subjectAltName=DNS:localhost,IP:127.0.0.1",
        };
        // openssl dates backwards without complaint: valid until yesterday.
        let days = if kind == Certificate::Expired { "-1" } else { "30" };
        fs::write(directory.join("names"), names).unwrap();

        let openssl = |words: &str| openssl(directory, words);
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        openssl(&format!(
            "req -x509 {key} -days 30 -subj /CN=baton-test-authority -keyout authority.key -out authority.pem"
        ));
        if kind == Certificate::SelfSigned {
            openssl(&format!(
                "req -x509 {key} -days {days} -subj /CN=localhost -addext {names} -keyout server.key -out server.pem"
            ));
        } else {
            openssl(&format!("req {key} -subj /CN=localhost -keyout server.key -out server.csr"));
            openssl(&format!(
                "x509 -req -in server.csr -CA authority.pem -CAkey authority.key -set_serial 2 -days {days} -extfile names -out server.pem"
            ));
        }
        Self {
            authority: directory.join("authority.pem"),
            certificate: directory.join("server.pem"),
            key: directory.join("server.key"),
        }
    }
}

fn openssl(directory: &Path, words: &str) {
    let done = Command::new(program("openssl", "openssl"))
        .args(words.split(' '))
        .current_dir(directory)
        .output()
        .unwrap();
    assert!(done.status.success(), "openssl {words}\n{}", String::from_utf8_lossy(&done.stderr));
}
