//! API tokens, private keys and passwords: what gives access to whoever reads it.
//!
//! Tokens are known by the prefixes their issuers publish, so that scanners find them. What has no prefix is taken for
//! a secret only where it is called one and looks like one.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Hit, pattern};

/// Shapes that nothing else has; the group in each is what is shown of it.
const SHAPES: &[&str] = &[
    // GitHub, npm, Hugging Face.
    r"\b(gh[oprsu]_|npm_|hf_)[A-Za-z0-9]{30,}",
    r"\b(github_pat_)[A-Za-z0-9_]{36,}",
    r"\b(dckr_pat_)[A-Za-z0-9_\-]{27,}",
    r"\b(gl(?:pat|ptt|dt|rt|cbt|oas|soat)-)[A-Za-z0-9_\-]{20,}",
    // Slack.
    r"\b(xox[abceoprs]-)(?:xox[bp]-)?[0-9]+-[A-Za-z0-9\-]{10,}",
    r"\b(xapp-)[0-9]-[A-Z0-9]+-[0-9]+-[a-f0-9]{20,}",
    // Stripe, and what signs its calls; pk_ is public.
    r"\b((?:sk|rk)_(?:live|test)_|whsec_)[A-Za-z0-9]{16,}",
    // AWS: ids of keys and of temporary keys.
    r"\b(AKIA|ASIA)[A-Z2-7]{16}\b",
    // Google: API keys, client secrets, access tokens.
    r"\b(AIza|GOCSPX-|ya29\.)[A-Za-z0-9_\-]{28,}",
    r"\b(SG\.)[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}",
    r"\b(pypi-)[A-Za-z0-9_\-]{50,}",
    r"\b(do[opr]_v1_)[a-f0-9]{64}",
    r"\b(shp(?:at|ca|pa|ss)_)[A-Fa-f0-9]{32}",
    // Twilio's keys; its account numbers begin with AC.
    r"\b(SK)[0-9a-f]{32}\b",
    r"\b(hvs\.|lin_api_|glsa_)[A-Za-z0-9_\-]{24,}",
    r"\b(AGE-SECRET-KEY-1)[A-Z0-9]{50,}",
    // JSON Web Tokens: RFC 7519 §3, an object in base64url begins with eyJ.
    r"\b(eyJ)[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*",
    // RFC 3986 §3.2.1: who is let in, and with what.
    r"\b([a-z][a-z0-9+.\-]{1,20}://[^\s/@:]{0,60}:)[^\s/@]{3,}@",
    // RFC 7468 §2, also with its line breaks written as \n, and cut off at any place.
    concat!(
        r"-----BEGIN ((?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY)(?: BLOCK)?-----(?:\s|\\[nr]){0,4}",
        r"(?:[A-Za-z\-]{1,20}: [ -~]{0,120}\s{1,4}){0,4}",
        r"(?:[A-Za-z0-9+/]{16,}={0,2}(?:\s|\\[nr]){0,4})+(?:[A-Za-z0-9+/=]{0,76}(?:\s|\\[nr]){0,4}",
        r"-----END [A-Z0-9 ]{0,40}-----)?",
    ),
];

static SHAPE: LazyLock<Regex> = LazyLock::new(|| pattern(&SHAPES.join("|")));

/// OpenAI, Anthropic and others; so are words, sk-learn among them, called.
static SK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(sk-(?:ant-|proj-)?)[A-Za-z0-9_\-]{20,}"));

/// What is called a password or a token, and what is sent as one (RFC 6750 §2.1, RFC 7617 §2); the groups are the
/// secrets themselves. A label begins a word and a secret has no blank, so that none stands within the other.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    let named =
        "password|passwd|passphrase|pwd|secret|token|(?:api|access|secret|private)[ _-]?key";
    let label = format!(r"(?:[a-z0-9]{{1,20}}[_.-]){{0,4}}(?:{named})");
    let called = format!(r#"{label}["']?\s{{0,3}}[:=]\s{{0,3}}["']?([^\s"'()\[\]{{}}]{{8,}})"#);
    let sent = r#"(?:bearer|authorization:\s{0,3}basic)\s{1,3}([^\s"'()\[\]{}]{20,})"#;
    pattern(&format!(r#"(?i)(?:^|[\s"'(\[{{])(?:{called}|{sent})"#))
});

/// The tokens that show by their shape.
pub(super) fn shapes(text: &str) -> Vec<Hit> {
    let known = SHAPE.captures_iter(text).filter_map(|found| hit(&found));
    let like = SK.captures_iter(text).filter(|found| is_random(&found[0]));
    let mut hits: Vec<Hit> = known.chain(like.filter_map(|found| hit(&found))).collect();
    hits.sort_by_key(|hit| hit.at.start);
    // One may begin within another: what is left of it is gone with that.
    let mut end = 0;
    hits.retain(|hit| {
        let is_free = hit.at.start >= end;
        end = end.max(hit.at.end);
        is_free
    });
    hits
}

/// The secrets that are called so.
pub(super) fn labelled(text: &str) -> Vec<Hit> {
    let secret = |found: Captures<'_>| {
        let called = found.get(1).filter(|secret| is_password(secret.as_str()));
        let random = || found.iter().skip(1).flatten().find(|secret| is_random(secret.as_str()));
        let at = called.or_else(random)?.range();
        Some(Hit { at, marker: "[token …]".to_owned() })
    };
    LABELLED.captures_iter(text).filter_map(secret).collect()
}

fn hit(found: &Captures<'_>) -> Option<Hit> {
    let shown = found.iter().skip(1).flatten().next()?.as_str();
    Some(Hit { at: found.get(0)?.range(), marker: format!("[token {shown}…]") })
}

/// It has a stretch that nobody would write by hand: 16 letters and digits, mixed.
fn is_random(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|stretch| {
        stretch.len() >= 16
            && stretch.contains(|c: char| c.is_ascii_digit())
            && stretch.contains(|c: char| c.is_ascii_alphabetic())
    })
}

/// It mixes what passwords are asked to mix, and is no URL, such as that of a page to reset one.
fn is_password(text: &str) -> bool {
    let has = |what: fn(char) -> bool| text.contains(what);
    let mixed = has(char::is_uppercase) || has(|c| "!#$%&*?^~".contains(c));
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    let is_url = scheme.is_some_and(|scheme| scheme.chars().all(|c| c.is_ascii_alphabetic()));
    has(char::is_lowercase) && has(|c| c.is_ascii_digit()) && mixed && !is_url
}
