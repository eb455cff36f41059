//! What flags say, and answers where they do not: at most five questions, each answer checked at once.

use super::Args;
use crate::cli::context::Context;
use crate::config::{self, InitMailOut, InitServer, InitSource, InitValues, InitVia};
use crate::error::Error;
use std::path::Path;

/// The five things: address, mail server, password, who gets the review, how it is mailed. The time zone is this
/// machine's where no flag names one.
pub fn from(args: &Args, cx: &mut Context) -> Result<InitValues, Error> {
    let address = match &args.address {
        Some(address) => address.clone(),
        None => needed(
            "Address of the shared inbox, such as support@example.org",
            "address of the shared inbox",
            "--address ADDRESS",
            is_address,
            cx,
        )?,
    };
    let source = source(args, cx)?;
    let local = || iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".to_owned());
    let time_zone = Some(args.time_zone.clone().unwrap_or_else(local));
    let mut review_to = args.review_to.clone();
    if review_to.is_empty() {
        let question = "Who gets the morning review? Addresses with commas (empty: nobody yet)";
        let answer = cx.ask(question, |answer| addresses(answer).try_for_each(is_address))?;
        review_to.extend(answer.iter().flat_map(|answer| addresses(answer)).map(str::to_owned));
    }
    let mail_out = mail_out(args, &address, &source, !review_to.is_empty(), cx)?;
    Ok(InitValues { name: args.inbox.clone(), address, source, mail_out, time_zone, review_to })
}

fn needed(
    question: &str,
    what: &str,
    flag: &str,
    check: impl Fn(&str) -> Result<(), String>,
    cx: &mut Context,
) -> Result<String, Error> {
    let check = |answer: &str| match answer {
        "" => Err("this one is needed".to_owned()),
        answer => check(answer),
    };
    let answer = cx.ask(question, check)?;
    answer.ok_or_else(|| Error::usage(format!("missing: {what}")).hint(format!("give {flag}")))
}

fn addresses(answer: &str) -> impl Iterator<Item = &str> {
    answer.split(',').map(str::trim).filter(|address| !address.is_empty())
}

fn is_address(text: &str) -> Result<(), String> {
    config::mail_address(text).map(|_| ()).map_err(|why| format!("{text}: {why}"))
}

fn is_command(text: &str) -> Result<(), String> {
    words(text).map(|_| ()).map_err(|error| error.message)
}

fn source(args: &Args, cx: &mut Context) -> Result<InitSource, Error> {
    if let Some(path) = &args.maildir {
        let path = from_here(path);
        // Maildir++: the mailbox Sent is the folder .Sent within.
        let sent = Path::new(&path).join(".Sent");
        let sent = sent.is_dir().then(|| sent.display().to_string());
        return Ok(InitSource::Maildir { path, sent });
    }
    if let Some(path) = &args.mbox {
        return Ok(InitSource::Mbox(from_here(path)));
    }
    let imap = &args.imap;
    let server = match &imap.imap_host {
        Some(host) => host.clone(),
        None => needed(
            "IMAP server, such as imap.example.org",
            "IMAP server",
            "--imap-host HOST, --maildir or --mbox",
            |_| Ok(()),
            cx,
        )?,
    };
    let command = match &imap.password_command {
        None if imap.password_file.is_none() && imap.oauth2_token_command.is_none() => {
            Some(needed(
                "Command that prints the password, such as pass show mail/support",
                "command that prints the password",
                "--password-command, --password-file or --oauth2-token-command",
                is_command,
                cx,
            )?)
        }
        command => command.clone(),
    };
    let (host, port) = host_and_port(&server);
    Ok(InitSource::Imap(InitServer {
        host,
        port: imap.imap_port.or(port),
        tls: imap.imap_tls,
        user: imap.imap_user.clone(),
        password_command: command.as_deref().map(words).transpose()?,
        password_file: imap.password_file.as_deref().map(from_here),
        oauth2_token_command: imap.oauth2_token_command.as_deref().map(words).transpose()?,
        ca_file: imap.ca_file.as_deref().map(from_here),
    }))
}

/// A path as the config is to have it: what is typed begins at the current folder, what the config says at its own.
fn from_here(path: &str) -> String {
    // The config reads ~/ too, and refuses the other forms and an empty path in its own words.
    if path.is_empty() || path.starts_with('~') {
        return path.to_owned();
    }
    std::path::absolute(path).map_or_else(|_| path.to_owned(), |whole| whole.display().to_string())
}

/// `imap.example.org:1993` names both.
fn host_and_port(server: &str) -> (String, Option<u16>) {
    match server.rsplit_once(':').map(|(host, port)| (host, port.parse())) {
        Some((host, Ok(port))) if !host.contains(':') => (host.to_owned(), Some(port)),
        _ => (server.to_owned(), None),
    }
}

/// How the review is mailed; asked only where somebody is to get it.
fn mail_out(
    args: &Args,
    address: &str,
    source: &InitSource,
    wanted: bool,
    cx: &mut Context,
) -> Result<Option<InitMailOut>, Error> {
    let out = &args.out;
    let from = out.from.clone().unwrap_or_else(|| address.to_owned());
    if let Some(command) = &out.sendmail {
        return Ok(Some(InitMailOut { from, via: InitVia::Sendmail(words(command)?) }));
    }
    let server = match &out.smtp_host {
        None if wanted => cx.ask(
            "SMTP server that mails it, with the same user and password (empty: none yet)",
            |_| Ok(()),
        )?,
        given => given.clone(),
    };
    let Some(server) = server else { return Ok(None) };
    let (host, port) = host_and_port(&server);
    let mut server = InitServer {
        host,
        port: out.smtp_port.or(port),
        tls: out.smtp_tls,
        ..InitServer::default()
    };
    if let InitSource::Imap(imap) = source {
        server.user = Some(imap.user.clone().unwrap_or_else(|| address.to_owned()));
        server.password_command = imap.password_command.clone();
        server.password_file = imap.password_file.clone();
        server.oauth2_token_command = imap.oauth2_token_command.clone();
        server.ca_file = imap.ca_file.clone();
    }
    Ok(Some(InitMailOut { from, via: InitVia::Smtp(server) }))
}

/// A command line, split as a shell splits it; no shell runs it.
fn words(command: &str) -> Result<Vec<String>, Error> {
    shell_words::split(command)
        .map_err(|error| Error::usage(format!("\"{command}\" is no command line: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_may_stand_behind_the_host() {
        assert_eq!(host_and_port("imap.example.org:1993"), ("imap.example.org".into(), Some(1993)));
        assert_eq!(host_and_port("imap.example.org"), ("imap.example.org".into(), None));
        assert_eq!(host_and_port("::1"), ("::1".into(), None));
    }
}
