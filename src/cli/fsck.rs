use super::context::Context;
use super::policy;
use crate::domain::member::Team;
use crate::error::Error;
use crate::render::{fsck, json};
use crate::store;

/// Verify the whole ledger, and change nothing
///
/// Works out once more whatever follows from something else: that no line is missing, that each entry is what its hash
/// says and follows the one before it, that the row of every thread is what its messages and entries come to, and that
/// SQLite finds no fault with its file. What is wrong is named, the first bad line first. Others may go on working
/// beside it. With --quiet only problems are printed, on standard error.
#[derive(clap::Args)]
pub struct Args {
    /// Prove that this line is still there: the hash that a review printed, or its first 12 digits or more
    #[arg(long, value_name = "HASH", value_parser = digits)]
    anchor: Option<String>,
}

/// The fewest digits of a hash that nobody makes up a second one for by chance.
const FEWEST: usize = 12;

/// Digits of a hash in any case, as they were copied.
fn digits(text: &str) -> Result<String, String> {
    let digits = text.trim().to_lowercase();
    match digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        && (FEWEST..=64).contains(&digits.len())
    {
        true => Ok(digits),
        false => Err(format!(
            "a hash has {FEWEST} to 64 hexadecimal digits; a review prints it at its end"
        )),
    }
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let config = cx.optional_config()?;
    // Of a ledger that may be damaged nothing is asked but what fsck looks at.
    let policy = policy::policy(config.as_ref(), &[], &Team::default());
    let path = cx.ledger_path()?;
    let report = store::fsck(&path, args.anchor.as_deref())?;
    let text = fsck::text(&report, &policy.calendar);
    if cx.globals.json {
        cx.print(&json::fsck(&report))?;
    } else if !cx.globals.quiet {
        cx.print(&text)?;
    } else if !report.is_clean() {
        cx.tell(fsck::problems(&report).trim_end());
    }
    if report.is_clean() {
        return Ok(());
    }
    let message = format!("{} is not as baton wrote it: {}", path.display(), fsck::count(&report));
    Err(Error::refused(message).hint(
        "keep a copy of the file as it is and restore the last backup that fsck finds whole; see Proof in the README",
    ))
}
