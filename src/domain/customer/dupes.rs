//! Records that may be of one person. Pairs to look at, never a decision: whether to merge them a member says.
//!
//! Records are sorted into groups by keys and compared within a group alone, so that 100,000 of them take as long as
//! reading them. A group of very many is told as one.

use super::company::{self, Workplace};
use crate::domain::ids::CustomerId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::skeleton;

/// A group of more records than this is told as one line: nobody reads all its pairs.
pub const CROWD: usize = 6;

/// What is compared of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub name: String,
    /// As a member said it.
    pub company: Option<String>,
    /// In lower case; no two records have the same.
    pub addresses: Vec<String>,
}

/// Why two records may be of one person, the strongest reason first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The same name at the same company, or at the same domain where no company is said.
    NameAndCompany { name: String, company: String },
    /// The same local part at domains that seem to belong together.
    Sisters { addresses: [String; 2] },
    /// Mail from the first address asked for answers to the second.
    ReplyTo { from: String, to: String },
    /// Names that look alike and are not the same: one may pose as the other.
    Confusable { names: [String; 2] },
}

/// Two records, the one with the lower number first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub customers: [CustomerId; 2],
    /// The strongest reason.
    pub why: Why,
    /// Their names look alike and are not the same, whatever else speaks for them.
    pub poses: bool,
}

/// A group of too many to name each pair of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// What they have in common, as the first two of them show it.
    pub why: Why,
    /// Those two, then the others by their numbers.
    pub customers: Vec<CustomerId>,
}

/// Everything that was found, the strongest reasons first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub pairs: Vec<Pair>,
    pub crowds: Vec<Crowd>,
}

/// Finds what may be duplicates among all records. `reply_to` are addresses of senders with those to which their mail
/// asked for answers; addresses that no record has are passed over.
pub fn find(
    customers: &BTreeMap<CustomerId, Known>,
    reply_to: impl IntoIterator<Item = (String, String)>,
) -> Found {
    let mut finding = Finding { customers, pairs: BTreeMap::new(), crowds: Vec::new() };
    finding.same_name_and_company();
    finding.sisters();
    finding.reply_to(reply_to);
    finding.confusable();
    finding.done()
}

/// Case, accents, compatibility forms and blanks left out: `"  José  Núñez"` is `jose nunez`.
pub fn folded(text: &str) -> String {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name, where it is more than an address.
fn name(known: &Known) -> Option<&str> {
    Some(known.name.trim()).filter(|name| !name.is_empty() && !name.contains('@'))
}

/// Local parts that belong to a post, not to a person: at two companies these are two.
const ROLES: [&str; 28] = [
    "abuse",
    "accounting",
    "accounts",
    "admin",
    "billing",
    "contact",
    "einkauf",
    "finance",
    "hello",
    "help",
    "helpdesk",
    "hr",
    "info",
    "invoices",
    "it",
    "kontakt",
    "mail",
    "marketing",
    "no-reply",
    "noreply",
    "office",
    "orders",
    "postmaster",
    "purchasing",
    "sales",
    "service",
    "support",
    "team",
];

struct Finding<'a> {
    customers: &'a BTreeMap<CustomerId, Known>,
    pairs: BTreeMap<[CustomerId; 2], Vec<Why>>,
    crowds: Vec<Crowd>,
}

impl<'a> Finding<'a> {
    /// Local parts of a record's addresses, each with where it works.
    fn workplaces(known: &'a Known) -> impl Iterator<Item = (&'a str, Workplace<'a>)> {
        known.addresses.iter().filter_map(|address| {
            let (local, _) = address.rsplit_once('@')?;
            Some((local, company::workplace(address)?))
        })
    }

    fn same_name_and_company(&mut self) {
        let mut groups: HashMap<(String, String), BTreeSet<CustomerId>> = HashMap::new();
        for (id, known) in self.customers {
            let Some(name) = name(known) else { continue };
            let said = known.company.as_deref().map(|company| format!("={}", folded(company)));
            let domains = Self::workplaces(known).map(|(_, place)| place.domain.to_owned());
            for at in said.into_iter().chain(domains) {
                groups.entry((folded(name), at)).or_default().insert(*id);
            }
        }
        for ((_, at), group) in sorted(groups) {
            self.group(&group, |one, other| {
                let company = |known: &'a Known| known.company.as_deref();
                let differ = company(one)
                    .zip(company(other))
                    .is_some_and(|(one, other)| folded(one) != folded(other));
                let company = company(one).or(company(other)).unwrap_or(&at).to_owned();
                (!differ).then(|| Why::NameAndCompany { name: one.name.clone(), company })
            });
        }
    }

    fn sisters(&mut self) {
        let mut groups: HashMap<(&str, &str), BTreeSet<CustomerId>> = HashMap::new();
        for (id, known) in self.customers {
            for (local, place) in Self::workplaces(known) {
                // A post at two registered domains is two people; within one it is one.
                let within = if ROLES.contains(&local) { place.domain } else { place.name };
                groups.entry((local, within)).or_default().insert(*id);
            }
        }
        for ((local, within), group) in sorted(groups) {
            let here = |known: &'a Known| {
                let addresses = known.addresses.iter();
                let mut fitting = addresses.filter(|address| {
                    let place = company::workplace(address);
                    address.rsplit_once('@').is_some_and(|(own, _)| own == local)
                        && place.is_some_and(|place| [place.domain, place.name].contains(&within))
                });
                fitting.next().cloned()
            };
            self.group(&group, |one, other| {
                Some(Why::Sisters { addresses: [here(one)?, here(other)?] })
            });
        }
    }

    /// An address to which many ask for answers is a shared one.
    fn reply_to(&mut self, pairs: impl IntoIterator<Item = (String, String)>) {
        let mut whose: HashMap<&str, CustomerId> = HashMap::new();
        for (id, known) in self.customers {
            whose.extend(known.addresses.iter().map(|address| (address.as_str(), *id)));
        }
        let mut asked: BTreeMap<CustomerId, BTreeMap<CustomerId, Why>> = BTreeMap::new();
        for (from, to) in pairs.into_iter().collect::<BTreeSet<_>>() {
            let (Some(sender), Some(other)) = (whose.get(from.as_str()), whose.get(to.as_str()))
            else {
                continue;
            };
            if sender != other {
                let why = Why::ReplyTo { from, to };
                asked.entry(*other).or_default().entry(*sender).or_insert(why);
            }
        }
        for (other, senders) in asked.into_iter().filter(|(_, senders)| senders.len() < CROWD) {
            for (sender, why) in senders {
                self.add(sender, other, why);
            }
        }
    }

    fn confusable(&mut self) {
        // Letters look different in capitals: both ways of looking count.
        let ways: [fn(&str) -> String; 2] = [
            |name| skeleton(&name.to_lowercase()).collect(),
            |name| skeleton(name).collect::<String>().to_lowercase(),
        ];
        for looks in ways {
            let mut groups: HashMap<String, BTreeSet<CustomerId>> = HashMap::new();
            for (id, known) in self.customers {
                let Some(name) = name(known) else { continue };
                let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
                groups.entry(looks(&name)).or_default().insert(*id);
            }
            for (_, group) in sorted(groups) {
                self.group(&group, |one, other| {
                    let names = [one.name.clone(), other.name.clone()];
                    let differ = folded(&names[0]) != folded(&names[1]);
                    differ.then_some(Why::Confusable { names })
                });
            }
        }
    }

    /// All pairs of a group for which there is a reason; a crowd if it is too large, and there is one at all.
    fn group(
        &mut self,
        group: &BTreeSet<CustomerId>,
        why: impl Fn(&'a Known, &'a Known) -> Option<Why>,
    ) {
        let known = |id: &CustomerId| self.customers.get(id);
        if group.len() > CROWD {
            let Some(first) = group.first() else { return };
            let reason = |other: &CustomerId| Some((*other, why(known(first)?, known(other)?)?));
            if let Some((second, why)) = group.iter().skip(1).find_map(reason) {
                let others = group.iter().filter(|id| ![first, &second].contains(id));
                let customers = [*first, second].into_iter().chain(others.copied()).collect();
                self.crowds.push(Crowd { why, customers });
            }
            return;
        }
        let mut found = Vec::new();
        for (n, one) in group.iter().enumerate() {
            for other in group.iter().skip(n + 1) {
                let why = known(one).zip(known(other)).and_then(|(one, other)| why(one, other));
                found.extend(why.map(|why| (*one, *other, why)));
            }
        }
        for (one, other, why) in found {
            self.add(one, other, why);
        }
    }

    fn add(&mut self, one: CustomerId, other: CustomerId, why: Why) {
        self.pairs.entry([one.min(other), one.max(other)]).or_default().push(why);
    }

    fn done(self) -> Found {
        let pair = |(customers, reasons): ([CustomerId; 2], Vec<Why>)| {
            let poses = reasons.iter().any(|why| matches!(why, Why::Confusable { .. }));
            let why = reasons.into_iter().min()?;
            Some(Pair { customers, why, poses })
        };
        let mut pairs: Vec<Pair> = self.pairs.into_iter().filter_map(pair).collect();
        pairs.sort_by_key(|pair| (pair.why.rank(), pair.customers));
        let mut crowds = self.crowds;
        crowds.sort_by(|one, other| {
            (one.why.rank(), &one.customers).cmp(&(other.why.rank(), &other.customers))
        });
        crowds.dedup_by(|one, other| {
            one.why.rank() == other.why.rank() && one.customers == other.customers
        });
        Found { pairs, crowds }
    }
}

impl Why {
    /// Lower is stronger.
    fn rank(&self) -> u8 {
        match self {
            Why::NameAndCompany { .. } => 0,
            Why::Sisters { .. } => 1,
            Why::ReplyTo { .. } => 2,
            Why::Confusable { .. } => 3,
        }
    }
}

/// Groups of two and more, in the order of their keys: what is found does not depend on chance.
fn sorted<K: Ord>(groups: HashMap<K, BTreeSet<CustomerId>>) -> Vec<(K, BTreeSet<CustomerId>)> {
    let mut groups: Vec<_> = groups.into_iter().filter(|(_, group)| group.len() > 1).collect();
    groups.sort();
    groups
}

#[cfg(test)]
mod tests;
