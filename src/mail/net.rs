//! Where a server is and how far it is trusted: what IMAP and SMTP settings have in common.

use crate::error::Error;
use native_tls::Certificate;
use std::fs;
use std::net::IpAddr;
use std::path::Path;

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte (RFC 8314 §3): 993, 465.
    Implicit,
    /// STARTTLS, or nothing: it never falls back to plain text.
    StartTls,
    /// Plain text, to this machine alone.
    None,
}

/// Refuses plain text to anything but this machine.
pub fn check_plain(tls: Tls, host: &str, protocol: &str) -> Result<(), Error> {
    if tls != Tls::None || is_loopback(host) {
        return Ok(());
    }
    let message = format!(
        "cannot use {protocol} to {host} with tls = \"none\": plain text stays on this machine"
    );
    Err(Error::usage(message).hint("set tls = \"implicit\" or tls = \"starttls\" in the config"))
}

/// Whether a host is this machine by its very name: no resolver is asked, for it may be told lies.
pub fn is_loopback(host: &str) -> bool {
    let bare = bare(host);
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A host without the brackets that an IPv6 address may stand in.
pub fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// A TLS failure in few words: OpenSSL says where in its source it happened, and at the end why.
pub fn plainly(failure: &str) -> String {
    let reason = failure.rsplit_once('(').and_then(|(_, reason)| reason.strip_suffix(')'));
    match reason {
        Some(reason) if failure.contains("certificate verify failed") => {
            format!("its certificate is not trusted ({reason})")
        }
        _ if failure.contains("wrong version number") => {
            "it does not speak TLS on this port".to_owned()
        }
        _ => failure.to_owned(),
    }
}

/// The certificates in a ca-file, trusted besides those of the system.
pub fn authorities(path: Option<&Path>) -> Result<Vec<Certificate>, Error> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let cannot = |why: String| {
        let message = format!("cannot use the ca-file {}: {why}", path.display());
        Error::usage(message).hint("ca-file names a file of PEM certificates")
    };
    let pem = fs::read(path).map_err(|error| cannot(error.to_string()))?;
    let certificates =
        Certificate::stack_from_pem(&pem).map_err(|error| cannot(error.to_string()))?;
    if certificates.is_empty() {
        return Err(cannot("it holds no certificate".into()));
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_on_this_machine() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]"] {
            assert!(check_plain(Tls::None, host, "IMAP").is_ok(), "{host}");
        }
        for host in [
            "imap.example.org",
            "localhost.example.org",
            "10.0.0.1",
            "0.0.0.0",
            "127.0.0.1.example.org",
            "",
        ] {
            assert!(check_plain(Tls::None, host, "IMAP").is_err(), "{host}");
            assert!(check_plain(Tls::Implicit, host, "IMAP").is_ok());
        }
    }

    #[test]
    fn a_tls_failure_is_said_plainly() {
        let long = "error:0A000086:SSL routines:x:certificate verify failed:../ssl/x.c:1889: (hostname mismatch)";
        assert_eq!(plainly(long), "its certificate is not trusted (hostname mismatch)");
        assert_eq!(plainly("connection reset (os error 104)"), "connection reset (os error 104)");
    }

    #[test]
    fn a_ca_file_without_certificates_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ca.pem");
        assert!(authorities(Some(&path)).is_err());
        std::fs::write(&path, "nothing").unwrap();
        assert!(authorities(Some(&path)).is_err());
        assert!(authorities(None).unwrap().is_empty());
    }
}
