//! TLS as a client: whom we trust, and that the certificate is for the host that was asked for.
//!
//! OpenSSL directly, for one reason: what looks after TLS for us elsewhere reads every authority of the system for every
//! connection, twice, which takes longer than a sync with nothing new.

use super::net::{bare, plainly};
use crate::error::Error;
use openssl::error::ErrorStack;
use openssl::ssl::{
    HandshakeError, Ssl, SslContext, SslFiletype, SslMethod, SslMode, SslStream, SslVerifyMode,
    SslVersion,
};
use openssl::x509::store::{X509Lookup, X509Store, X509StoreBuilder};
use openssl::x509::verify::X509CheckFlags;
use openssl::x509::{X509, X509VerifyResult};
use openssl_probe::ProbeResult;
use std::fs;
use std::io::{Read, Write};
use std::net::IpAddr;
use std::path::Path;

/// As [`openssl::ssl::SslConnector`] has them.
const CIPHERS: &str = "DEFAULT:!aNULL:!eNULL:!MD5:!3DES:!DES:!RC4:!IDEA:!SEED:!aDSS:!SRP:!PSK";

/// The folders that SSL_CERT_DIR names, with `:` between, else OpenSSL's own (openssl/x509.h, crypto/x509/by_dir.c).
const X509_FILETYPE_DEFAULT: i32 = 3;

/// The certificates in a ca-file, trusted besides those of the system.
pub fn authorities(path: Option<&Path>) -> Result<Vec<X509>, Error> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let cannot = |why: String| {
        let message = format!("cannot use the ca-file {}: {why}", path.display());
        Error::usage(message).hint("ca-file names a file of PEM certificates")
    };
    let pem = fs::read(path).map_err(|error| cannot(error.to_string()))?;
    let certificates = X509::stack_from_pem(&pem).map_err(|error| cannot(error.to_string()))?;
    if certificates.is_empty() {
        return Err(cannot("it holds no certificate".into()));
    }
    Ok(certificates)
}

/// Begins TLS with this host, 1.2 or newer; the error says why not.
pub fn begin<S: Read + Write>(
    host: &str,
    stream: S,
    trusted: &[X509],
) -> Result<SslStream<S>, String> {
    let ssl = session(bare(host), trusted).map_err(|error| error.to_string())?;
    ssl.connect(stream).map_err(|error| match error {
        HandshakeError::WouldBlock(_) => "the server did not answer in time".to_owned(),
        HandshakeError::SetupFailure(error) => plainly(&error.to_string()),
        HandshakeError::Failure(failed) => match failed.ssl().verify_result() {
            X509VerifyResult::OK => plainly(&failed.error().to_string()),
            why => plainly(&format!("{} ({why})", failed.error())),
        },
    })
}

fn session(host: &str, trusted: &[X509]) -> Result<Ssl, ErrorStack> {
    let mut context = SslContext::builder(SslMethod::tls_client())?;
    context.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    context.set_cipher_list(CIPHERS)?;
    context.set_verify(SslVerifyMode::PEER);
    context.set_cert_store(store(trusted)?);
    // A write that ran into its time is tried again with what is left, from wherever that lies then.
    context.set_mode(
        SslMode::AUTO_RETRY | SslMode::ACCEPT_MOVING_WRITE_BUFFER | SslMode::ENABLE_PARTIAL_WRITE,
    );
    let mut ssl = Ssl::new(&context.build())?;
    let address: Option<IpAddr> = host.parse().ok();
    if address.is_none() {
        // RFC 6066 §3: a name, never an address.
        ssl.set_hostname(host)?;
    }
    let certified = ssl.param_mut();
    // RFC 6125 §6.4.3: "w*.example.org" need not be accepted.
    certified.set_hostflags(X509CheckFlags::NO_PARTIAL_WILDCARDS);
    match address {
        Some(address) => certified.set_ip(address)?,
        None => certified.set_host(host)?,
    }
    Ok(ssl)
}

/// These, and whom the system trusts.
fn store(trusted: &[X509]) -> Result<X509Store, ErrorStack> {
    let mut store = X509StoreBuilder::new()?;
    for authority in trusted {
        store.add_cert(authority.clone())?;
    }
    let system = openssl_probe::probe();
    if let Some(file) = to_be_read(&system, openssl_probe::has_ssl_cert_env_vars()) {
        // Who is not found there is not trusted, and the handshake says so.
        let _ = store.add_lookup(X509Lookup::file())?.load_cert_file(file, SslFiletype::PEM);
    }
    let folders = store.add_lookup(X509Lookup::hash_dir())?;
    folders.add_dir("", SslFiletype::from_raw(X509_FILETYPE_DEFAULT))?;
    for folder in system.cert_dir.iter().filter_map(|folder| folder.to_str()) {
        folders.add_dir(folder, SslFiletype::PEM)?;
    }
    Ok(store.build())
}

/// The file of the system's authorities, unless a folder has them all, each by the hash of its name
/// (openssl-rehash(1)): there OpenSSL looks up the one that it needs. A file that the environment names is always read.
fn to_be_read(system: &ProbeResult, is_named: bool) -> Option<&str> {
    let file = system.cert_file.as_deref()?;
    let in_folders = || system.cert_dir.iter().map(|folder| hashed(folder)).max().unwrap_or(0);
    let is_needless = !is_named && certificates(file).is_some_and(|n| n <= in_folders());
    file.to_str().filter(|_| !is_needless)
}

/// How many certificates are in a file.
fn certificates(file: &Path) -> Option<usize> {
    let pem = fs::read_to_string(file).ok()?;
    Some(pem.matches("-----BEGIN ").count())
}

/// How many certificates a folder has by the hashes of their names: "0b1b94ef.0".
fn hashed(folder: &Path) -> usize {
    let is_hashed = |name: &str| {
        let (hash, number) = name.split_once('.').unwrap_or_default();
        hash.len() == 8
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            && number.parse::<u32>().is_ok()
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_str().is_some_and(is_hashed)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ca_file_without_certificates_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ca.pem");
        assert!(authorities(Some(&path)).is_err());
        fs::write(&path, "nothing").unwrap();
        assert!(authorities(Some(&path)).is_err());
        assert!(authorities(None).unwrap().is_empty());
    }

    #[test]
    fn the_file_of_all_authorities_is_read_unless_a_folder_has_each_by_its_hash() {
        let dir = tempfile::tempdir().unwrap();
        let (file, folder) = (dir.path().join("all.crt"), dir.path().join("certs"));
        fs::create_dir(&folder).unwrap();
        let begin = "-----BEGIN CERTIFICATE-----\n";
        fs::write(&file, begin.repeat(2)).unwrap();
        let system = ProbeResult { cert_file: Some(file.clone()), cert_dir: vec![folder.clone()] };
        for (name, is_enough) in [
            ("0b1b94ef.0", false),
            ("one.pem", false),
            ("0b1b94ef.r0", false),
            ("5ad8a5d6.0", true),
        ] {
            fs::write(folder.join(name), "").unwrap();
            assert_eq!(to_be_read(&system, false).is_none(), is_enough, "{name}");
        }
        assert_eq!(to_be_read(&system, true), file.to_str());
        fs::write(&file, begin.repeat(3)).unwrap();
        assert_eq!(to_be_read(&system, false), file.to_str());
    }
}
