//! The text of baton-config(5), in man(7) macros.

use super::reference::{Fallback, Key, SECTIONS};

const HEAD: &str = r#".nh
.ad l
.SH NAME
baton\-config \- configuration of baton
.SH DESCRIPTION
.B baton init
writes a commented file that holds every key below.
It is TOML: sections in brackets, then lines of
.IR key " = " value .
An unknown key or a bad value is an error that names the file, the line and the nearest right key.
.PP
Durations are 30s, 45m, 4h, 3d, 2w, or 3bd for working days.
Commands are lists of a program and its arguments, run without a shell.
A relative path begins at the folder of the file, and
.B ~/
at your home folder.
No password ever stands in the file: name a command that prints it, or a file that holds it.
.SH SECTIONS AND KEYS
"#;

const FOOT: &str = r".SH FILES
.TP
.I $XDG_CONFIG_HOME/baton/config.toml
The file, unless
.B \-\-config
or
.B BATON_CONFIG
names another.
.SH SEE ALSO
.BR baton (1)
";

/// The page without its `.TH` line.
pub fn man_page_roff() -> String {
    let sections = SECTIONS.iter().map(|section| {
        let keys = section.keys().map(entry).collect::<String>();
        format!(".SS {}\n{}.\n{keys}", roff(&section.header()), roff(section.doc))
    });
    format!("{HEAD}{}{FOOT}", sections.collect::<String>())
}

fn entry(key: &Key) -> String {
    let value = roff(key.value);
    let absent = match key.default {
        Fallback::Shown => format!("Default: {value}"),
        Fallback::Words(words) => format!("Default: {}. Example: {value}", roff(words)),
        Fallback::Required => format!("Required. Example: {value}"),
    };
    format!(".TP\n.B {}\n{}.\n{absent}\n", roff(key.key), roff(key.doc))
}

/// Text that troff prints as it is: no escape, no control line, and hyphens that can be pasted (groff_char(7)).
fn roff(text: &str) -> String {
    let text =
        text.replace('\\', "\\e").replace('-', "\\-").replace('"', "\\(dq").replace('\'', "\\(aq");
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}
