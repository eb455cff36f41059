//! OAuth 2.0 access tokens that the tests' Dovecot takes: signed JWTs (RFC 7519), which it checks by
//! itself, so that no other server is needed. And a command that prints them.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::dovecot::TOKEN_KEY;
use crate::privacy::base64;
use crate::service::program;
use crate::world::World;

/// In place of a password-command: `./token`, which prints what [`prints`] lays down.
pub const TOKEN_COMMAND: &str = "oauth2-token-command = [\"./token\"]";

/// Valid until 2100.
pub fn valid(user: &str) -> String {
    token(user, 4_102_444_800)
}

/// Since 2001.
pub fn expired(user: &str) -> String {
    token(user, 1_000_000_000)
}

fn token(user: &str, expires: u64) -> String {
    let head = base64url(br#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = base64url(format!(r#"{{"sub":"{user}","iat":1,"exp":{expires}}}"#).as_bytes());
    let signed = format!("{head}.{claims}");
    let signature = base64url(&hmac(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// Lets `./token` of this world print one of these after the other, and then nothing.
pub fn prints(world: &World, tokens: &[&str]) {
    let file = |name: &str| world.path().join(name);
    let script = "#!/bin/sh\necho >>asked\nsed -n \"$(wc -l <asked)p\" tokens\n";
    fs::write(file("tokens"), tokens.join("\n") + "\n").unwrap();
    fs::write(file("asked"), "").unwrap();
    fs::write(file("token"), script).unwrap();
    fs::set_permissions(file("token"), fs::Permissions::from_mode(0o700)).unwrap();
}

/// How often the command was run since [`prints`].
pub fn asked(world: &World) -> usize {
    fs::read_to_string(world.path().join("asked")).unwrap().lines().count()
}

fn base64url(bytes: &[u8]) -> String {
    base64(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// HMAC-SHA256.
fn hmac(bytes: &[u8]) -> Vec<u8> {
    let mut openssl = Command::new(program("openssl", "openssl"))
        .args(["dgst", "-sha256", "-binary", "-hmac", TOKEN_KEY])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    openssl.stdin.take().unwrap().write_all(bytes).unwrap();
    openssl.wait_with_output().unwrap().stdout
}
