use super::*;
use proptest::prelude::*;

fn known(name: &str, company: &str, addresses: &[&str]) -> Known {
    Known {
        name: name.to_owned(),
        company: Some(company.to_owned()).filter(|company| !company.is_empty()),
        addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
    }
}

fn numbered(records: impl IntoIterator<Item = Known>) -> BTreeMap<CustomerId, Known> {
    records.into_iter().zip(1..).map(|(known, n)| (CustomerId(n), known)).collect()
}

/// The pair and the reason for it, where there is one.
fn of_two(one: Known, other: Known) -> Option<Pair> {
    let mut found = find(&numbered([one, other]), []);
    assert!(found.crowds.is_empty());
    assert!(found.pairs.len() < 2);
    found.pairs.pop()
}

#[test]
fn one_name_at_one_company_is_one_person() {
    let ana = |company: &str, address: &str| known("Ana López", company, &[address]);
    let cases = [
        (ana("Example", "ana@a.example.net"), known("ana  LOPEZ", "EXAMPLE ", &["al@b.org"]), true),
        // Nothing said: where they write from.
        (ana("", "ana@example.com"), known("Ana Lopez", "", &["al@mail.example.com"]), true),
        // Said of one of them.
        (ana("Example", "ana@example.com"), known("Ana Lopez", "", &["al@example.com"]), true),
        // Two companies below one domain.
        (
            ana("Example", "ana@example.com"),
            known("Ana Lopez", "Other", &["al@example.com"]),
            false,
        ),
        // Anybody may be called so, and have a mailbox there.
        (ana("", "ana@gmail.com"), known("Ana López", "", &["al@gmail.com"]), false),
        (ana("", "ana@example.com"), known("Ana López", "", &["al@other.com"]), false),
        (ana("Example", "ana@a.com"), known("Ana Lopes", "Example", &["al@b.com"]), false),
    ];
    for (one, other, same) in cases {
        let found = of_two(one.clone(), other.clone());
        let is_name = matches!(found, Some(Pair { why: Why::NameAndCompany { .. }, .. }));
        assert_eq!(is_name, same, "{one:?} {other:?}");
        assert_eq!(found.is_some(), same, "{one:?} {other:?}");
    }
}

#[test]
fn a_name_that_says_nothing_makes_nobody_the_same() {
    for name in ["", "  ", "ana@example.com"] {
        let two = (known(name, "Example", &["a@x.com"]), known(name, "Example", &["b@y.com"]));
        assert_eq!(of_two(two.0, two.1), None, "{name:?}");
    }
}

#[test]
fn one_local_part_at_sister_domains_is_one_person() {
    for (one, other, same) in [
        ("ana@example.com", "ana@mail.example.com", true),
        ("ana@example.com", "ana@example.co.uk", true),
        ("ana@eu.example.com", "ana@us.example.com", true),
        ("info@example.com", "info@mail.example.com", true),
        // Another company may have registered the same name elsewhere, and has an info@ too.
        ("info@example.com", "info@example.co.uk", false),
        ("sales@example.com", "sales@example.net", false),
        ("ana@example.com", "bo@example.co.uk", false),
        ("ana@example.com", "ana@examples.com", false),
        ("ana@gmail.com", "ana@gmail.co.uk", false),
        ("ana@yahoo.com", "ana@yahoo.fr", false),
        ("ana@localhost", "ana@mail.localhost", false),
    ] {
        let found = of_two(known("Ana", "", &[one]), known("Bo", "", &[other]));
        let why = found.map(|pair| pair.why);
        let expected = Why::Sisters { addresses: [one.to_owned(), other.to_owned()] };
        assert_eq!(why, same.then_some(expected), "{one} {other}");
    }
}

#[test]
fn where_answers_are_asked_to_is_a_reason_unless_many_ask_for_it() {
    let records = |count: usize| {
        let shared = known("Bo", "", &["bo@example.net"]);
        let others = (0..count).map(|n| known("", "", &[&format!("c{n}@c{n}.com")]));
        numbered(std::iter::once(shared).chain(others))
    };
    let asked =
        |count: usize| (0..count).map(|n| (format!("c{n}@c{n}.com"), "bo@example.net".to_owned()));
    let found = find(
        &records(2),
        asked(1).chain([
            // Nobody's address, and their own.
            ("c1@c1.com".to_owned(), "nobody@example.net".to_owned()),
            ("c1@c1.com".to_owned(), "c1@c1.com".to_owned()),
        ]),
    );
    let why = Why::ReplyTo { from: "c0@c0.com".to_owned(), to: "bo@example.net".to_owned() };
    let customers = [CustomerId(1), CustomerId(2)];
    assert_eq!(found.pairs, [Pair { customers, why, poses: false }]);
    assert_eq!(find(&records(9), asked(9)), Found::default());
}

#[test]
fn names_that_only_look_alike_are_a_warning() {
    for (one, other, warns) in [
        ("Ana Lopez", "\u{410}na Lopez", true),
        ("Ana Lopez", "An\u{430} Lopez", true),
        ("Ian Hall", "lan Hall", true),
        ("Ana Lopez", "ana lopez", false),
        ("Ana López", "Ana Lopez", false),
        ("Ana Lopez", "Ana  Lopez", false),
        ("Ana Lopez", "Ana Lopes", false),
    ] {
        let found = of_two(known(one, "", &["a@a.com"]), known(other, "", &["b@b.com"]));
        assert_eq!(found.as_ref().map(|pair| pair.poses), warns.then_some(true), "{one} {other}");
    }
    // Whatever else speaks for the two.
    let ana = known("Ana Lopez", "", &["ana@example.com"]);
    let found = of_two(ana, known("\u{410}na Lopez", "", &["ana@example.co"])).unwrap();
    assert!(found.poses && matches!(found.why, Why::Sisters { .. }), "{found:?}");
}

#[test]
fn a_pair_is_named_once_and_the_strongest_reason_stands_first() {
    let records = numbered([
        known("\u{410}na Lopez", "", &["x@x.com"]),
        known("Ana Lopez", "", &["ana@example.com"]),
        known("Ana Lopez", "", &["ana@mail.example.com"]),
        known("Bo", "", &["bo@example.com"]),
        known("B.", "", &["bo@example.net"]),
    ]);
    let reply = ("bo@example.com".to_owned(), "bo@example.net".to_owned());
    let found = find(&records, [reply.clone(), (reply.1, reply.0)]);
    let pairs: Vec<_> =
        found.pairs.iter().map(|p| (p.customers.map(|c| c.0), p.why.rank())).collect();
    assert_eq!(pairs, [([2, 3], 0), ([4, 5], 1), ([1, 2], 3), ([1, 3], 3)]);
}

#[test]
fn many_of_one_name_are_one_line() {
    let mut many: Vec<Known> =
        (0..500).map(|n| known("John Smith", "Example", &[&format!("j{n}@example.com")])).collect();
    many.push(known("J\u{43e}hn Smith", "", &["john@other.com"]));
    let found = find(&numbered(many), []);
    assert_eq!(found.pairs, []);
    let crowds: Vec<_> = found.crowds.iter().map(|c| (c.why.rank(), c.customers.len())).collect();
    // By the company that was said and by the domain, they are the same 500.
    assert_eq!(crowds, [(0, 500), (3, 501)]);
    // Whom they look like stands where it is seen.
    assert_eq!(found.crowds[1].customers[..2], [CustomerId(1), CustomerId(501)]);
}

#[test]
fn many_records_are_not_compared_each_with_each() {
    let record = |n: usize| {
        let (name, address) = (format!("Person {}", n / 2), format!("p{}@c{}.com", n % 7, n / 3));
        known(&name, "", &[&address])
    };
    let records = numbered((0..20_000).map(record));
    // Two hundred million comparisons would be noticed.
    assert!(find(&records, []).pairs.len() > 2_000);
}

fn record() -> impl Strategy<Value = Known> {
    let name = prop::sample::select(vec!["", "Ana", "ana", "\u{410}na", "Bo", "ana@x.com"]);
    let company = prop::sample::select(vec!["", "Example", "EXAMPLE", "Other"]);
    let address = (
        prop::sample::select(vec!["ana", "bo", "info"]),
        prop::sample::select(vec!["example.com", "mail.example.com", "example.co.uk", "gmail.com"]),
    );
    (name, company, prop::collection::vec(address, 0..3)).prop_map(|(name, company, addresses)| {
        let addresses: Vec<String> =
            addresses.iter().map(|(local, domain)| format!("{local}@{domain}")).collect();
        known(name, company, &addresses.iter().map(String::as_str).collect::<Vec<_>>())
    })
}

proptest! {
    #[test]
    fn pairs_do_not_depend_on_which_record_came_first(records in prop::collection::vec(record(), 0..6)) {
        let count = i64::try_from(records.len()).unwrap();
        let forth = find(&numbered(records.clone()), []);
        let back = find(&numbered(records.into_iter().rev()), []);
        let turned = |id: CustomerId| CustomerId(count + 1 - id.0);
        let mut there: Vec<_> = forth.pairs.iter().map(|p| (p.customers, p.why.rank(), p.poses)).collect();
        let mut here: Vec<_> = back
            .pairs
            .iter()
            .map(|p| ([turned(p.customers[1]), turned(p.customers[0])], p.why.rank(), p.poses))
            .collect();
        there.sort();
        here.sort();
        prop_assert_eq!(&there, &here);
        // Each pair once, and nobody with themselves.
        prop_assert!(there.iter().all(|(pair, ..)| pair[0] < pair[1]));
        there.dedup_by_key(|(pair, ..)| *pair);
        prop_assert_eq!(there.len(), here.len());
    }
}
