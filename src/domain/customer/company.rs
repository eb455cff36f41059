//! The company that a mail address suggests: a guess, shown as one and never written into the record by itself.

use super::freemail;
use psl::Psl;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use unicode_security::MixedScript;

/// A registered domain, taken apart by the public suffix list (publicsuffix.org): `example.co.uk` is `example` and
/// `co.uk`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Workplace<'a> {
    /// What somebody registered: `example.co.uk`.
    pub domain: &'a str,
    /// The same without its public suffix: `example`.
    pub name: &'a str,
}

/// What a company may be called, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub company: String,
    /// The registered domain that it was read from.
    pub domain: String,
    /// Members call it so for somebody else there.
    pub said: bool,
}

/// Where the owner of an address works, as far as its domain tells; `None` for mail providers and for what is no
/// domain of the internet. The address is in lower case.
pub fn workplace(address: &str) -> Option<Workplace<'_>> {
    let (_, host) = address.rsplit_once('@')?;
    let domain = psl::List.domain(host.as_bytes())?;
    let suffix = domain.suffix();
    // A suffix that is on no list is a name of some local network.
    if !suffix.is_known() {
        return None;
    }
    let (domain, suffix) = (
        std::str::from_utf8(domain.as_bytes()).ok()?,
        std::str::from_utf8(suffix.as_bytes()).ok()?,
    );
    let name = domain.strip_suffix(suffix)?.strip_suffix('.')?;
    (!name.is_empty() && !freemail::is_provider(domain, name)).then_some(Workplace { domain, name })
}

/// The company of whoever has this address. What members said of others at the same domain is better than a guess:
/// the name that at least half of `said` have.
pub fn suggested<'a>(address: &str, said: impl IntoIterator<Item = &'a str>) -> Option<Suggestion> {
    let workplace = workplace(address)?;
    let domain = workplace.domain.to_owned();
    match most_said(said) {
        Some(company) => Some(Suggestion { company: company.to_owned(), domain, said: true }),
        None => Some(Suggestion { company: spelled(workplace.name)?, domain, said: false }),
    }
}

/// The text that is at least half of them; of two the one that comes first. Where everybody is called otherwise, as at
/// a host of many, nobody's name says anything.
fn most_said<'a>(said: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut counted: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let said = said.into_iter().map(str::trim).filter(|company| !company.is_empty());
    let mut all = 0;
    for (place, company) in said.enumerate() {
        counted.entry(company).or_insert((0, place)).0 += 1;
        all += 1;
    }
    let most = counted.into_iter().max_by_key(|(_, (times, first))| (*times, Reverse(*first)));
    most.filter(|(_, (times, _))| times * 2 >= all).map(|(company, _)| company)
}

/// `acme-tools` as "Acme Tools". A name that mixes scripts is left out: it may be made to look like another (Unicode
/// UTS 39).
fn spelled(name: &str) -> Option<String> {
    let name = match name.contains("xn--") {
        true => {
            let (decoded, valid) = idna::domain_to_unicode(name);
            valid.ok()?;
            decoded
        }
        false => name.to_owned(),
    };
    if !name.is_single_script() {
        return None;
    }
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(capitalised).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(address: &str) -> Option<String> {
        suggested(address, []).map(|suggestion| suggestion.company)
    }

    #[test]
    fn a_company_is_read_from_what_somebody_registered() {
        for (address, company) in [
            ("ana@example.com", "Example"),
            ("ana@example.co.uk", "Example"),
            ("ana@mail.eu.example.com", "Example"),
            ("ana@acme-tools.com", "Acme Tools"),
            ("ana@mail.acme-tools.com", "Acme Tools"),
            ("ana@acme_tools.com", "Acme Tools"),
            ("ana@3d-print.de", "3d Print"),
            ("ana@shop.example.com.br", "Example"),
            // Whoever has a name below a provider of names registered that.
            ("ana@acme.github.io", "Acme"),
            ("ana@xn--mller-kva.de", "Müller"),
            ("ana@müller.de", "Müller"),
            ("ana@xn--e1afmkfd.xn--p1ai", "Пример"),
            ("\"a@b\"@example.com", "Example"),
        ] {
            assert_eq!(guess(address).as_deref(), Some(company), "{address}");
        }
    }

    #[test]
    fn mailboxes_that_anybody_can_have_suggest_nothing() {
        for address in [
            "ana@gmail.com",
            "ana@googlemail.com",
            "ana@yahoo.co.uk",
            "ana@hotmail.fr",
            "ana@gmx.at",
            "ana@t-online.de",
            "ana@mail.ru",
            "ana@smtp.web.de",
        ] {
            assert_eq!(guess(address), None, "{address}");
        }
    }

    #[test]
    fn what_is_no_domain_suggests_nothing() {
        for address in [
            "",
            "ana",
            "ana@",
            "@",
            "ana@localhost",
            "ana@server.corp",
            "ana@com",
            "ana@co.uk",
            "ana@.com",
            "ana@[192.0.2.1]",
            "ana@192.0.2.1",
            "ana@-.com",
            // Latin with a Cyrillic e: it poses as another.
            "ana@xn--xample-2of.com",
            "ana@xn--99999999.com",
        ] {
            assert_eq!(guess(address), None, "{address}");
        }
    }

    #[test]
    fn what_members_said_of_others_there_is_better_than_a_guess() {
        let of = |said: &[&'static str]| {
            let found = suggested("ana@example.com", said.iter().copied());
            found.map(|found| (found.company, found.domain, found.said)).unwrap()
        };
        let domain = || "example.com".to_owned();
        assert_eq!(of(&["Example GmbH"]), ("Example GmbH".to_owned(), domain(), true));
        assert_eq!(of(&["Ex", "Example GmbH", "Example GmbH"]).0, "Example GmbH");
        assert_eq!(of(&["Ex", "Example GmbH"]).0, "Ex");
        assert_eq!(of(&["A", "B", "C"]), ("Example".to_owned(), domain(), false));
        assert_eq!(of(&[" ", ""]), ("Example".to_owned(), domain(), false));
        assert_eq!(suggested("ana@gmail.com", ["Example GmbH"]), None);
    }
}
