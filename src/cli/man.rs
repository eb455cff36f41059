use super::context::Context;
use crate::config;
use crate::error::Error;

/// The date that every page carries: pages change with the program, not with the day they are made.
const DATE: &str = "2026-11-22";

/// Print a manual page: of baton, of a command, or baton-config
#[derive(clap::Args)]
pub struct Args {
    /// baton, baton-config, or a command such as claim or member-add
    #[arg(default_value = "baton", value_name = "PAGE")]
    page: String,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let pages = pages()?;
    let wanted = [args.page.clone(), format!("baton-{}", args.page)];
    let found = pages.iter().find(|(file, _)| {
        file.rsplit_once('.').is_some_and(|(name, _)| wanted.iter().any(|wanted| wanted == name))
    });
    match found {
        Some((_, page)) => cx.print_bytes(page),
        None => {
            let names: Vec<&str> = pages
                .iter()
                .filter_map(|(file, _)| file.rsplit_once('.'))
                .map(|(name, _)| name)
                .collect();
            Err(Error::refused(format!("there is no manual page \"{}\"", args.page))
                .hint(format!("there are: {}", names.join(", "))))
        }
    }
}

/// Every manual page by file name.
pub fn pages() -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut pages = vec![
        ("baton-config.5".to_owned(), config_page()),
        ("baton-json.7".to_owned(), json_page()),
    ];
    let tree = super::tree().version(None::<&str>);
    collect(&tree, "baton", &mut pages)?;
    pages.sort();
    Ok(pages)
}

fn collect(
    command: &clap::Command,
    name: &str,
    pages: &mut Vec<(String, Vec<u8>)>,
) -> Result<(), Error> {
    let named = command.clone().name(name.to_owned()).display_name(name.to_owned());
    let mut page = Vec::new();
    clap_mangen::Man::new(named)
        .date(DATE)
        .source(concat!("baton ", env!("CARGO_PKG_VERSION")))
        .manual("baton")
        .render(&mut page)
        .map_err(|error| Error::bug(format!("cannot make the manual page {name}: {error}")))?;
    pages.push((format!("{name}.1"), page));
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        collect(sub, &format!("{name}-{}", sub.get_name()), pages)?;
    }
    Ok(())
}

fn config_page() -> Vec<u8> {
    let title =
        format!(".TH BATON-CONFIG 5 {DATE} \"baton {}\" baton\n", env!("CARGO_PKG_VERSION"));
    (title + &config::man_page_roff()).into_bytes()
}

/// The shapes of `--json`, written by hand beside the code that makes them.
fn json_page() -> Vec<u8> {
    let title = format!(".TH BATON-JSON 7 {DATE} \"baton {}\" baton\n", env!("CARGO_PKG_VERSION"));
    (title + include_str!("man/baton-json.7.in")).into_bytes()
}
