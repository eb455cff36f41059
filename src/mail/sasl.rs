//! The two SASL mechanisms for OAuth 2.0 tokens, as IMAP and SMTP share them: OAUTHBEARER
//! (RFC 7628) and its forerunner XOAUTH2
//! (<https://developers.google.com/gmail/imap/xoauth2-protocol>).

use super::imap::base64;
use super::secret::Secret;
use crate::error::Error;
use serde_json::Value;

/// What to do about a refused token.
pub const REFUSED_BY_IMAP: &str = "oauth2-token-command has to print an access token for this user \
    with the scope of IMAP (https://mail.google.com/ or \
    https://outlook.office.com/IMAP.AccessAsUser.All); log in anew with the program it runs, then \
    run: baton doctor";
pub const REFUSED_BY_SMTP: &str = "oauth2-token-command under [mail-out.smtp] has to print an access \
    token for this user with the scope of SMTP (https://mail.google.com/ or \
    https://outlook.office.com/SMTP.Send); log in anew with the program it runs, then run: baton doctor";

/// More than this of what a server gives as a reason is not shown.
const MAX_REASON: usize = 120;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    XOAuth2,
    OAuthBearer,
}

/// Whom a token is for: RFC 7628 §3.1 has host and port in it as well.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    pub user: &'a str,
    pub host: &'a str,
    pub port: u16,
}

impl Mechanism {
    /// XOAUTH2 where there is a choice: Gmail and Microsoft 365 both offer it, and their own
    /// documents and clients use it; Microsoft 365 offers no OAUTHBEARER. So the path that most
    /// accounts need is one and the same, and the standard serves those that have it alone.
    pub fn choose(offers: impl Fn(&str) -> bool) -> Option<Mechanism> {
        [Mechanism::XOAuth2, Mechanism::OAuthBearer]
            .into_iter()
            .find(|mechanism| offers(mechanism.name()))
    }

    pub fn name(self) -> &'static str {
        match self {
            Mechanism::XOAuth2 => "XOAUTH2",
            Mechanism::OAuthBearer => "OAUTHBEARER",
        }
    }

    /// The client's one message, in base64.
    pub fn response(self, identity: Identity<'_>, token: &Secret) -> String {
        let Identity { user, host, port } = identity;
        let token = token.reveal();
        let message = match self {
            Mechanism::XOAuth2 => format!("user={user}\x01auth=Bearer {token}\x01\x01"),
            Mechanism::OAuthBearer => {
                // RFC 5801 §4: a saslname has no `,` and no `=`.
                let user = user.replace('=', "=3D").replace(',', "=2C");
                format!("n,a={user},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01")
            }
        };
        base64::encode(message.as_bytes())
    }

    /// What is answered to the server's error, after which it ends the login: nothing, or one
    /// control-A (RFC 7628 §3.2.3).
    pub fn after_error(self) -> &'static str {
        match self {
            Mechanism::XOAuth2 => "",
            Mechanism::OAuthBearer => "AQ==",
        }
    }
}

/// What the server's error says (RFC 7628 §3.2.2): `status invalid_token, scope mail`. `None` when
/// it says nothing; what is not that JSON is given as it is. It is the server's text, and untrusted.
pub fn reason(challenge: &[u8]) -> Option<String> {
    let coded = challenge.trim_ascii();
    let bare = coded.split(|&byte| byte == b'=').next().unwrap_or_default();
    let plain = base64::decode_with(bare, b'/').unwrap_or_else(|| coded.to_vec());
    let said = match serde_json::from_slice::<Value>(&plain) {
        Ok(Value::Object(object)) => {
            let pair = |name: &str| match object.get(name)? {
                Value::String(text) if text.is_empty() => None,
                Value::String(text) => Some(format!("{name} {text}")),
                Value::Number(number) => Some(format!("{name} {number}")),
                _ => None,
            };
            ["status", "scope"].into_iter().filter_map(pair).collect::<Vec<_>>().join(", ")
        }
        _ => String::from_utf8_lossy(&plain).trim().to_owned(),
    };
    (!said.is_empty()).then_some(said)
}

/// A reason as it stands in an error: no longer than is worth reading.
pub fn bounded(reason: &str) -> String {
    match reason.char_indices().nth(MAX_REASON) {
        Some((end, _)) => format!("{}…", &reason[..end]),
        None => reason.to_owned(),
    }
}

/// The server knows no way to log in with a token.
pub fn no_mechanism<'a>(host: &str, user: &str, offers: impl Iterator<Item = &'a str>) -> Error {
    let offers = bounded(&offers.collect::<Vec<_>>().join(", "));
    let offers = if offers.is_empty() { "nothing".to_owned() } else { offers };
    let message = format!(
        "cannot log in to {host} as {user} with a token: \
         the server offers neither XOAUTH2 nor OAUTHBEARER, but {offers}"
    );
    Error::temporary(message).hint(
        "allow OAuth for the account at the provider, or use password-command with an app password \
         in place of oauth2-token-command",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        let bytes = base64::decode_with(text.trim_end_matches('=').as_bytes(), b'/').unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_messages_of_google_and_of_rfc_7628() {
        // The example of Google's page on XOAUTH2.
        let identity =
            Identity { user: "someuser@example.com", host: "server.example.com", port: 143 };
        let token = Secret::new("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");
        assert_eq!(
            Mechanism::XOAuth2.response(identity, &token),
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
        );
        // RFC 7628 §4.1.
        let identity = Identity { user: "user@example.com", ..identity };
        let token = Secret::new("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
        assert_eq!(
            Mechanism::OAuthBearer.response(identity, &token),
            "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"
        );
        let odd = Identity { user: "a=b,c", ..identity };
        let response = decoded(&Mechanism::OAuthBearer.response(odd, &token));
        assert!(response.starts_with("n,a=a=3Db=2Cc,\x01"), "{response}");
    }

    #[test]
    fn the_mechanism_is_one_that_is_offered() {
        let choose = |offers: &[&str]| Mechanism::choose(|name| offers.contains(&name));
        assert_eq!(choose(&["PLAIN", "OAUTHBEARER", "XOAUTH2"]), Some(Mechanism::XOAuth2));
        assert_eq!(choose(&["OAUTHBEARER"]), Some(Mechanism::OAuthBearer));
        assert_eq!(choose(&["PLAIN", "LOGIN"]), None);
    }

    #[test]
    fn the_error_of_a_server_is_decoded() {
        let said = |json: &str| reason(base64::encode(json.as_bytes()).as_bytes());
        assert_eq!(
            said(r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#),
            Some("status 400, scope https://mail.google.com/".into())
        );
        assert_eq!(said(r#"{"status":401}"#).as_deref(), Some("status 401"));
        assert_eq!(said(r#"{"schemes":["x"],"status":null}"#), None);
        assert_eq!(said("expired").as_deref(), Some("expired"));
        assert_eq!(reason(b" not base64! "), Some("not base64!".into()));
        assert_eq!(reason(b" "), None);
        assert_eq!(bounded(&"é".repeat(200)).chars().count(), MAX_REASON + 1);
    }
}
