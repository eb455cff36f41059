//! Records that may be of one person, each pair with the command that settles it.

use super::safe;
use super::table::{self, Cell, Form};
use crate::domain::customer::dupes::{Crowd, Found, Known, Pair, Why};
use crate::domain::ids::CustomerId;
use crate::error::Error;
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Customers = BTreeMap<CustomerId, Known>;

/// A line a pair, the strongest reasons first; then a line for each group that is too large for pairs.
pub fn list(found: &Found, customers: &Customers, form: Form) -> Result<String, Error> {
    let pairs = found.pairs.iter().map(|pair| {
        vec![
            Some(command(pair)),
            Some(name(pair.customers[0], customers)),
            Some(name(pair.customers[1], customers)),
            Some(reason(pair)),
        ]
    });
    let crowds = found.crowds.iter().map(|crowd| {
        let first = crowd.customers.first().copied().unwrap_or(CustomerId(0));
        vec![
            Some(show(first)),
            Some(name(first, customers)),
            Some(format!("and {} more", crowd.customers.len() - 1)),
            Some(format!("{}; too many to name each pair", words(&crowd.why))),
        ]
    });
    let rows: Vec<Vec<Cell>> = pairs.chain(crowds).collect();
    table::render(&["to settle it", "customer", "other", "why"], &rows, form)
}

/// The shape of `customer dupes --json`.
pub fn json(found: &Found, customers: &Customers) -> Value {
    let pair = |pair: &Pair| {
        json!({
            "customers": pair.customers.map(|id| id.0),
            "names": pair.customers.map(|id| known_as(id, customers)),
            "why": kind(&pair.why),
            "looks_alike": pair.poses,
            "text": reason(pair),
            "command": command(pair),
        })
    };
    let crowd = |crowd: &Crowd| {
        json!({
            "customers": crowd.customers.iter().map(|id| id.0).collect::<Vec<_>>(),
            "why": kind(&crowd.why),
            "text": words(&crowd.why),
        })
    };
    json!({
        "pairs": found.pairs.iter().map(pair).collect::<Vec<_>>(),
        "crowds": found.crowds.iter().map(crowd).collect::<Vec<_>>(),
    })
}

/// What settles it. A look comes first at who may pose as the other, and where a mail says so: anybody can write one.
fn command(pair: &Pair) -> String {
    let [one, other] = pair.customers;
    match pair.poses || matches!(pair.why, Why::ReplyTo { .. }) {
        true => show(other),
        false => format!("baton customer merge {one} {other}"),
    }
}

fn show(customer: CustomerId) -> String {
    format!("baton customer show {customer}")
}

/// What a record is known as: its name, else an address.
fn known_as(id: CustomerId, customers: &Customers) -> String {
    let Some(known) = customers.get(&id) else { return String::new() };
    match known.name.trim() {
        "" => known.addresses.first().cloned().unwrap_or_default(),
        name => name.to_owned(),
    }
}

fn name(id: CustomerId, customers: &Customers) -> String {
    format!("{id} {}", safe::line(&known_as(id, customers)))
}

/// The strongest reason; and a warning where the names are two that look alike.
fn reason(pair: &Pair) -> String {
    match (&pair.why, pair.poses) {
        (why @ Why::Confusable { .. }, _) | (why, false) => words(why),
        // On a narrow terminal the end is cut.
        (why, true) => format!("names only look alike, {POSES}: {}", words(why)),
    }
}

const POSES: &str = "one may pose as the other";

fn words(why: &Why) -> String {
    match why {
        Why::NameAndCompany { company, .. } => format!("same name at {}", safe::line(company)),
        Why::Sisters { addresses: [one, other] } => {
            format!("{} and {}", safe::line(one), safe::line(other))
        }
        Why::ReplyTo { from, to } => {
            format!("mail from {} asks for answers to {}", safe::line(from), safe::line(to))
        }
        Why::Confusable { .. } => format!("names only look alike, {POSES}"),
    }
}

fn kind(why: &Why) -> &'static str {
    match why {
        Why::NameAndCompany { .. } => "name-and-company",
        Why::Sisters { .. } => "sister-domains",
        Why::ReplyTo { .. } => "reply-to",
        Why::Confusable { .. } => "looks-alike",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::dupes::find;
    use insta::assert_snapshot;

    fn records() -> Customers {
        let known = |name: &str, company: &str, address: &str| Known {
            name: name.to_owned(),
            company: Some(company.to_owned()).filter(|company| !company.is_empty()),
            addresses: vec![address.to_owned()],
        };
        let mut records = vec![
            known("Ana Lopez", "Example GmbH", "ana@example.com"),
            known("ana lópez", "", "al@mail.example.com"),
            known("\u{410}na Lopez", "", "ana@example.co"),
            known("", "", "bo@example.com"),
            known("Bo\u{1b}[2J", "", "bo@example.co.uk"),
            known("Cy", "", "cy@one.example.net"),
        ];
        records.extend((0..9).map(|n| known("Jo Smith", "Acme", &format!("jo{n}@acme.com"))));
        records.into_iter().zip(1..).map(|(known, n)| (CustomerId(n), known)).collect()
    }

    #[test]
    fn each_pair_has_its_reason_and_the_command_that_settles_it() {
        let reply = ("cy@one.example.net".to_owned(), "bo@example.com".to_owned());
        let found = find(&records(), [reply]);
        let form = Form::Aligned { width: None };
        assert_snapshot!(list(&found, &records(), form).unwrap(), @r"
        TO SETTLE IT              CUSTOMER          OTHER          WHY
        baton customer merge 1 2  1 Ana Lopez       2 ana lópez    same name at Example GmbH
        baton customer show 3     1 Ana Lopez       3 Аna Lopez    names only look alike, one may pose as the other: ana@example.com and ana@example.co
        baton customer merge 4 5  4 bo@example.com  5 Bo\u{1b}[2J  bo@example.com and bo@example.co.uk
        baton customer show 6     4 bo@example.com  6 Cy           mail from cy@one.example.net asks for answers to bo@example.com
        baton customer show 7     7 Jo Smith        and 8 more     same name at Acme; too many to name each pair
        ");
    }

    #[test]
    fn scripts_read_pairs_and_crowds() {
        let found = find(&records(), []);
        let shape = json(&found, &records());
        assert_eq!(shape["pairs"][0]["customers"], json!([1, 2]));
        assert_eq!(shape["pairs"][0]["why"], "name-and-company");
        assert_eq!(shape["pairs"][0]["command"], "baton customer merge 1 2");
        assert_eq!(shape["crowds"][0]["customers"].as_array().unwrap().len(), 9);
    }
}
