//! Domains at which anybody gets a mailbox: they say nothing about where somebody works.

/// Is this the domain of a mail or access provider? `registered` is the part that somebody registered, `name` what is
/// left of it without the public suffix.
pub fn is_provider(registered: &str, name: &str) -> bool {
    EVERYWHERE.contains(&name) || DOMAINS.contains(&registered)
}

/// Providers with a domain in many countries: `yahoo.co.uk`, `hotmail.fr`, `gmx.at`.
const EVERYWHERE: [&str; 15] = [
    "aol",
    "fastmail",
    "freemail",
    "gmail",
    "gmx",
    "googlemail",
    "hotmail",
    "live",
    "msn",
    "outlook",
    "protonmail",
    "rocketmail",
    "yahoo",
    "yandex",
    "ymail",
];

/// The others, by the country where most of their customers are.
#[rustfmt::skip]
const DOMAINS: [&str; 97] = [
    // Everywhere.
    "hey.com", "hushmail.com", "icloud.com", "inbox.com", "mac.com", "mail.com", "mailbox.org", "mailfence.com",
    "me.com", "pm.me", "posteo.net", "proton.me", "runbox.com", "startmail.com", "tuta.com", "tuta.io",
    "tutamail.com", "tutanota.com", "tutanota.de", "zoho.com", "zoho.eu", "zoho.in", "zohomail.com",
    // Germany, Austria, Switzerland.
    "a1.net", "arcor.de", "bluewin.ch", "chello.at", "email.de", "freenet.de", "kabelmail.de", "mail.de",
    "mailbox.de", "online.de", "posteo.de", "t-online.de", "unitybox.de", "vodafonemail.de", "web.de",
    // France, Belgium, the Netherlands.
    "bbox.fr", "free.fr", "home.nl", "kpnmail.nl", "laposte.net", "neuf.fr", "orange.fr", "sfr.fr", "skynet.be",
    "telenet.be", "wanadoo.fr", "xs4all.nl", "ziggo.nl",
    // Italy, Spain, Portugal.
    "alice.it", "libero.it", "sapo.pt", "telefonica.net", "terra.es", "tim.it", "tin.it", "tiscali.it",
    "virgilio.it",
    // Poland, Czechia, Slovakia, Hungary.
    "centrum.cz", "citromail.hu", "email.cz", "interia.pl", "o2.pl", "onet.pl", "poczta.fm", "seznam.cz", "wp.pl",
    "zoznam.sk",
    // Russia and Ukraine.
    "bk.ru", "inbox.ru", "list.ru", "mail.ru", "rambler.ru", "ukr.net",
    // China, Korea, India.
    "126.com", "139.com", "163.com", "daum.net", "foxmail.com", "naver.com", "qq.com", "rediffmail.com", "sina.com",
    "sohu.com", "yeah.net",
    // The United States and Canada.
    "att.net", "bellsouth.net", "comcast.net", "cox.net", "rogers.com", "sbcglobal.net", "verizon.net",
    // The United Kingdom.
    "btinternet.com", "ntlworld.com", "sky.com",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::company;

    #[test]
    fn nobody_works_at_any_of_them() {
        for name in EVERYWHERE {
            for suffix in ["com", "co.uk", "de", "com.br"] {
                assert_eq!(company::workplace(&format!("ana@{name}.{suffix}")), None, "{name}");
            }
        }
        for domain in DOMAINS {
            assert_eq!(company::workplace(&format!("ana@{domain}")), None, "{domain}");
        }
    }
}
