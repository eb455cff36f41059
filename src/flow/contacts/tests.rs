use super::*;

fn found(bytes: impl AsRef<[u8]>) -> Contacts {
    read(bytes.as_ref(), None).unwrap()
}

/// A contact in one line: what is said of it, with | between.
fn shown(row: &Row) -> String {
    let Contact { name, company, role, phone, status, addresses, tags, .. } = &row.contact;
    let texts = [name, company, role, phone, status].map(|text| text.as_deref().unwrap_or("-"));
    format!("{}: {} | {} | {}", row.line, texts.join(" | "), addresses.join(" "), tags.join(", "))
}

fn all(bytes: impl AsRef<[u8]>) -> Vec<String> {
    let found = found(bytes);
    let wrong = found.wrong.iter().map(|wrong| format!("{}! {}", wrong.line, wrong.why));
    found.rows.iter().map(shown).chain(wrong).collect()
}

fn card(lines: &str) -> Vec<String> {
    all(format!("BEGIN:VCARD\r\n{}\r\nEND:VCARD\r\n", lines.trim().replace('\n', "\r\n")))
}

#[test]
fn columns_are_known_by_the_names_that_programs_give_them() {
    for (table, expected) in [
        (
            "Name,Email,Company,Role,Phone,Status,Tags\nAna Lopez,Ana@Example.com,Example Ltd,Buyer,+49 30 1,lead,\"vip; north, vip\"\n",
            "2: Ana Lopez | Example Ltd | Buyer | +49 30 1 | lead | ana@example.com | vip, north",
        ),
        // Outlook: Title is Ms or Dr there.
        (
            "\"Title\",\"First Name\",\"Middle Name\",\"Last Name\",\"Company\",\"Job Title\",\"Business Fax\",\"Business Phone\",\"Mobile Phone\",\"E-mail Address\",\"E-mail 2 Address\",\"Categories\"\r\n\"Dr\",\"Ana\",\"M.\",\"Lopez\",\"Example Ltd\",\"Buyer\",\"9\",\"\",\"0170 1\",\"ana@example.com\",\"a@example.net\",\"vip;north\"\r\n",
            "2: Ana M. Lopez | Example Ltd | Buyer | 0170 1 | - | ana@example.com a@example.net | vip, north",
        ),
        // Google, which has several values in one cell.
        (
            "First Name,Last Name,Organization Name,Organization Title,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value\nAna,Lopez,Example Ltd,Buyer,* myContacts ::: vip,* Work,ana@example.com ::: a@example.net,b@example.net,030 1\n",
            "2: Ana Lopez | Example Ltd | Buyer | 030 1 | - | ana@example.com a@example.net b@example.net | vip",
        ),
        // Without another column for mail, Address and Title are what one hopes.
        (
            "surname;address;title\nLopez;\"Lopez, Ana <ana@example.com>; b@example.net <mailto:c@example.net>, d@example.net\";Buyer\n",
            "2: Lopez | - | Buyer | - | - | ana@example.com c@example.net d@example.net | ",
        ),
        (
            "sep=;\r\nE-Mail;Name\r\nana@example.com;Ana\r\n",
            "3: Ana | - | - | - | - | ana@example.com | ",
        ),
        (
            "email\tname\nana@example.com\t\"Ana, Lopez\"\n",
            "2: Ana, Lopez | - | - | - | - | ana@example.com | ",
        ),
    ] {
        assert_eq!(all(table), [expected], "{table}");
    }
}

#[test]
fn a_street_beside_a_mail_column_is_no_address() {
    let found = found("email,address,shoe size,fax\nana@example.com,\"High St 1, Town\",38,\n");
    assert_eq!(shown(&found.rows[0]), "2: - | - | - | - | - | ana@example.com | ");
    assert_eq!(found.columns_left_out, ["address", "shoe size"]);
}

#[test]
fn a_table_without_addresses_names_its_columns() {
    let error = read(b"Name,Town\nAna,Berlin\n", None).unwrap_err();
    assert!(error.message.ends_with("holds addresses: they are Name, Town"), "{error}");
    assert!(read(b"", None).unwrap_err().message.ends_with("it is empty"));
    assert!(read(b"\xef\xbb\xbf\r\n\r\n", Some(Format::Csv)).is_err());
}

#[test]
fn character_sets_and_line_ends_of_all_systems_are_read() {
    let expected = ["2: Zoë Müller | - | - | - | - | zoe@example.com | "];
    let table = "name,email\r\nZoë Müller,zoe@example.com\r\n";
    let latin = table.chars().map(|c| c as u8).collect::<Vec<u8>>();
    let wide = table.encode_utf16();
    let little = [0xff, 0xfe].into_iter().chain(wide.clone().flat_map(u16::to_le_bytes));
    let big = [0xfe, 0xff].into_iter().chain(wide.flat_map(u16::to_be_bytes));
    assert_eq!(all(table), expected);
    assert_eq!(all(format!("\u{feff}{table}")), expected);
    assert_eq!(all(table.replace("\r\n", "\n")), expected);
    assert_eq!(all(table.replace("\r\n", "\r")), expected);
    assert_eq!(all(latin), expected);
    assert_eq!(all(little.collect::<Vec<u8>>()), expected);
    assert_eq!(all(big.collect::<Vec<u8>>()), expected);
}

#[test]
fn every_row_that_is_wrong_is_named_by_its_line() {
    let table = "name,email\r\nAna,ana@example.com\r\n\r\n\"Two\r\nlines\",two@example.com\r\nBob,\r\n,\r\nEve,eve at example\r\nLopez, Ana,a@example.com\r\n\"never closed,x@example.com\r\n";
    assert_eq!(
        all(table),
        [
            "2: Ana | - | - | - | - | ana@example.com | ",
            "4: Two lines | - | - | - | - | two@example.com | ",
            "6! it has no address",
            "8! \"eve\" is no address: it has no @; an address is local@domain",
            "9! it has 3 cells, the first line names 2",
            "10! it has no address",
        ]
    );
}

#[test]
fn what_is_no_address_beside_one_is_named() {
    let found = found("name,email\nAna,\"ana@example.com, n/a\"\n");
    assert_eq!(found.rows[0].contact.addresses, ["ana@example.com"]);
    assert_eq!(
        found.rows[0].left_out,
        ["\"n/a\" is no address: it has no @; an address is local@domain"]
    );
}

#[test]
fn the_guard_before_a_formula_goes_and_controls_become_blanks() {
    let table = "name,email,phone\n\u{1b}[2JAna\u{7}\u{a0} Lopez,ana@example.com,'+49 30 1\n";
    assert_eq!(all(table), ["2: [2JAna Lopez | - | - | +49 30 1 | - | ana@example.com | "]);
}

#[test]
fn cards_of_each_version_and_maker_are_read() {
    for (lines, expected) in [
        // Apple: groups, and several units of an organisation.
        (
            "VERSION:3.0\nPRODID:-//Apple Inc.//iOS 17.0//EN\nN:Lopez;Ana;Maria;Dr.;\nFN:Dr. Ana Lopez\nORG:Example Ltd;Sales;North\nTITLE:Buyer\nitem1.EMAIL;type=INTERNET:a@example.net\nitem1.X-ABLabel:_$!<Other>!$_\nitem2.EMAIL;type=INTERNET;type=WORK;type=pref:Ana@Example.com\nTEL;type=WORK;type=FAX:030 9\nTEL;type=CELL;type=VOICE;type=pref:+49 170 1\nCATEGORIES:vip,north\\, south",
            "1: Dr. Ana Lopez | Example Ltd | Buyer | +49 170 1 | - | ana@example.com a@example.net | vip, north, south",
        ),
        // Outlook and old telephones: quoted-printable, soft line breaks, bare types.
        (
            "VERSION:2.1\nN;LANGUAGE=de;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;=\nZo=C3=AB\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB=20=\nM=C3=BCller\nORG:Example GmbH;Einkauf\nROLE:Buyer\nTEL;WORK;VOICE:030 1\nEMAIL;INTERNET:z@example.net\nEMAIL;PREF;INTERNET:zoe@example.com",
            "1: Zoë Müller | Example GmbH | Buyer | 030 1 | - | zoe@example.com z@example.net | ",
        ),
        // Quoted-printable without a character set: UTF-8 from telephones, Latin-1 by the letter of 2.1.
        (
            "VERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=C3=AB\nEMAIL:zoe@example.com",
            "1: Zoë Müller | - | - | - | - | zoe@example.com | ",
        ),
        (
            "VERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE:Zo=EB M=FCller\nEMAIL:zoe@example.com",
            "1: Zoë Müller | - | - | - | - | zoe@example.com | ",
        ),
        // Google and 4.0: preferences in numbers, URIs, a tag of several words.
        (
            "VERSION:4.0\nFN:Ana Lopez\nEMAIL;PREF=2:a@example.net\nEMAIL;TYPE=\"work,home\";PREF=1:mailto:ana@example.com\nTEL;VALUE=uri;TYPE=\"voice,cell\":tel:+49-170-1\nCATEGORIES:key account,-new\nX-BATON-STATUS:active",
            "1: Ana Lopez | - | - | +49-170-1 | active | ana@example.com a@example.net | key-account, new",
        ),
        // Folded, also where a word goes on; escapes; the name only in parts.
        (
            "VERSION:3.0\nN:Lopez\\, Jr.;Ana;;;\nORG:Example\\; Sons\n  Ltd\nTITLE:Head of\\nBuying\nEMAIL:ana@exam\n ple.com",
            "1: Ana Lopez, Jr. | Example; Sons Ltd | Head of Buying | - | - | ana@example.com | ",
        ),
        // A name that is the address is none.
        (
            "VERSION:3.0\nFN:ANA@example.com\nEMAIL:ana@example.com",
            "1: - | - | - | - | - | ana@example.com | ",
        ),
        // Another card within it is another's.
        (
            "VERSION:2.1\nN:Lopez;Ana\nAGENT:\nBEGIN:VCARD\nVERSION:2.1\nN:Friday;Fred\nEMAIL:fred@example.com\nEND:VCARD\nEMAIL:ana@example.com",
            "1: Ana Lopez | - | - | - | - | ana@example.com | ",
        ),
        ("VERSION:3.0\nFN:Nobody", "1! it has no address"),
    ] {
        assert_eq!(card(lines), [expected], "{lines}");
    }
}

#[test]
fn a_list_of_people_is_not_a_person() {
    let list = "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Friends\nMEMBER:urn:uuid:1\nEND:VCARD\n";
    let apple = "BEGIN:VCARD\nVERSION:3.0\nFN:Friends\nX-ADDRESSBOOKSERVER-KIND:group\nEND:VCARD\n";
    let ana = "BEGIN:VCARD\nVERSION:4.0\nFN:Ana\nEMAIL:ana@example.com\nEND:VCARD\n";
    assert_eq!(
        all(format!("{list}{apple}{ana}")),
        ["12: Ana | - | - | - | - | ana@example.com | "]
    );
    assert!(read(list.as_bytes(), None).is_err());
}

#[test]
fn several_cards_are_read_and_one_without_an_end_spoils_no_other() {
    let file = "\u{feff}BEGIN:VCARD\nFN:Ana\nEMAIL:ana@example.com\nBEGIN:VCARD\nFN:Bob\nEMAIL:bob@example.com\nEND:VCARD\n\nbegin:vcard\nfn:Eve\nemail:eve@example.com\nend:vcard  \nBEGIN:VCARD\nFN:Cut";
    assert_eq!(
        all(file),
        [
            "4: Bob | - | - | - | - | bob@example.com | ",
            "9: Eve | - | - | - | - | eve@example.com | ",
            "1! the card has no END:VCARD",
            "13! the card has no END:VCARD",
        ]
    );
}

#[test]
fn bare_bytes_are_read_in_the_character_set_that_is_named_or_likely() {
    let file = |name: &[u8]| {
        [b"BEGIN:VCARD\r\nVERSION:2.1\r\n", name, b"\r\nEMAIL:a@example.com\r\nEND:VCARD\r\n"]
            .concat()
    };
    for (name, expected) in [
        (b"FN:Zo\xeb M\xfcller".as_slice(), "Zoë Müller"),
        (b"FN;CHARSET=UTF-8:Zo\xc3\xab M\xc3\xbcller", "Zoë Müller"),
        (b"FN;CHARSET=SHIFT_JIS:\x8e\x52\x93\x63\x20\x91\xbe\x98\x59", "山田 太郎"),
        // Folded within a character, as what counts bytes does.
        (b"FN:Zo\xc3\r\n \xab M\xc3\xbcller", "Zoë Müller"),
    ] {
        let read = all(file(name));
        assert_eq!(read, [format!("1: {expected} | - | - | - | - | a@example.com | ")]);
    }
}

#[test]
fn pictures_are_passed_over_however_they_are_folded() {
    let folded =
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\n".to_owned() + &" QUJDREVGR0g=\n".repeat(200_000);
    let bare =
        "PHOTO;JPEG;ENCODING=BASE64:/9j/4AAQ\n".to_owned() + &"QUJDREVGR0g\n".repeat(200_000);
    for photo in [folded, bare] {
        let read = card(&format!("VERSION:3.0\nFN:Ana\n{photo}EMAIL:ana@example.com"));
        assert_eq!(read, ["1: Ana | - | - | - | - | ana@example.com | "]);
    }
}

#[test]
fn a_card_without_measure_is_named_and_the_next_one_read() {
    let endless =
        format!("BEGIN:VCARD\nFN:Ana\n{}END:VCARD\n", "EMAIL:a@example.com\n".repeat(100_000));
    let ana = "BEGIN:VCARD\nFN:Ana\nEMAIL:ana@example.com\nEND:VCARD\n";
    let long = format!("BEGIN:VCARD\nFN:{}\nEMAIL:a@example.com\nEND:VCARD\n", "x".repeat(501));
    assert_eq!(
        all(format!("{endless}{long}{ana}")),
        [
            "100008: Ana | - | - | - | - | ana@example.com | ",
            "1! the card is longer than 1 MB without its pictures",
            "100004! its name is longer than 500 characters",
        ]
    );
    let many = (0..101).map(|n| format!("a{n}@example.com")).collect::<Vec<_>>().join(" ");
    assert_eq!(all(format!("email\n{many}\n")), ["2! it has more than 100 addresses or tags"]);
    let open = format!("email,name\na@example.com,\"{}", "b@example.com,Bob\n".repeat(10_000));
    assert!(read("email,".repeat(200_000).as_bytes(), None).is_err());
    assert_eq!(all(open), ["2! one of its cells is very long: a quote may not be closed"]);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]
    #[test]
    fn no_file_makes_the_readers_fail(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300),
        text in "(BEGIN:VCARD|END:VCARD|AGENT:|N;ENCODING=QUOTED-PRINTABLE:|=C3=\n|FN;CHARSET=x:|EMAIL|;TYPE=\"|[:;,.\\\\=\"' \n\r\t]|ü|\u{301}|\n){0,40}",
    ) {
        let cards = [b"BEGIN:VCARD\n".as_slice(), &bytes, b"\nEND:VCARD\n"].concat();
        for file in [bytes.as_slice(), &cards, text.as_bytes()] {
            for format in [None, Some(Format::Csv), Some(Format::Vcard)] {
                let _ = read(file, format);
            }
        }
    }
}
