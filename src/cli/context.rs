//! What every command is given: the world outside and the flags before the command; and how it answers.

use super::session::Session;
use crate::config::Config;
use crate::domain::time::Timestamp;
use crate::env::Env;
use crate::error::Error;
use crate::render::safe;
use crate::render::table::Form;
use std::cell::OnceCell;
use std::io::{ErrorKind, Read, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Flags that stand before or behind any command.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Config file (else $BATON_CONFIG, else the XDG place)
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Ledger file (else $BATON_LEDGER, else the XDG place)
    #[arg(long, global = true, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Act as this member: for admins, and on record
    #[arg(long = "as", global = true, value_name = "MEMBER")]
    pub acting_as: Option<String>,
    /// Answer in JSON (see baton-json(7))
    #[arg(long, global = true, conflicts_with_all = ["csv", "plain"])]
    pub json: bool,
    /// Answer tables in CSV (RFC 4180)
    #[arg(long, global = true, conflicts_with = "plain")]
    pub csv: bool,
    /// Answer tables tab-separated, without header
    #[arg(long, global = true)]
    pub plain: bool,
    /// Bold headings: auto, always or never; auto heeds NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", value_parser = ["auto", "always", "never"], hide_possible_values = true)]
    pub color: String,
    /// Columns that tables may take, where the terminal is at another machine
    #[arg(long, global = true, hide = true, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub width: Option<u16>,
    /// Do not say what was done: for cron
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say which config and ledger are used
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// Bytes of standard input that are read at most.
const LONGEST_INPUT: u64 = 1 << 20;

pub struct Context {
    pub env: Env,
    pub globals: Globals,
    /// The member whose key opened the gateway, where this came in through it.
    pub keyholder: Option<String>,
    /// The config once it was read.
    config: OnceCell<Option<Config>>,
}

impl Context {
    pub fn new(env: Env, globals: Globals) -> Context {
        Context { env, globals, keyholder: None, config: OnceCell::new() }
    }

    /// The ledger with everything around it.
    pub fn open(&self) -> Result<Session, Error> {
        Session::open(self)
    }

    pub fn ledger_path(&self) -> Result<PathBuf, Error> {
        self.globals.ledger.clone().map_or_else(|| self.env.ledger_path(), Ok)
    }

    pub fn config_path(&self) -> Result<PathBuf, Error> {
        self.globals.config.clone().map_or_else(|| self.env.config_path(), Ok)
    }

    /// The config; without a file of its own it is an error.
    pub fn config(&self) -> Result<Config, Error> {
        Config::load(&self.config_path()?, self.env.home())
    }

    /// The config; one that is not there is none, unless it was named.
    pub fn optional_config(&self) -> Result<Option<Config>, Error> {
        if let Some(read) = self.config.get() {
            return Ok(read.clone());
        }
        let path = self.config_path()?;
        let named = self.globals.config.is_some() || self.env.variable("BATON_CONFIG").is_some();
        let config = match named || path.exists() {
            true => Some(Config::load(&path, self.env.home())?),
            false => None,
        };
        Ok(self.config.get_or_init(|| config).clone())
    }

    /// The config; without one what holds by itself.
    pub fn config_or_defaults(&self) -> Result<Config, Error> {
        let path = self.config_path()?;
        self.optional_config()?.map_or_else(|| Config::parse("", &path, self.env.home()), Ok)
    }

    /// Now, where there is no ledger yet.
    pub fn now(&self, test_world: bool) -> Result<Timestamp, Error> {
        self.env.now(test_world)
    }

    /// How tables are to come out.
    pub fn form(&self) -> Form {
        match (self.globals.plain, self.globals.csv) {
            (true, _) => Form::Plain,
            (_, true) => Form::Csv,
            _ => Form::Aligned { width: self.width() },
        }
    }

    /// Columns that the answer may take, where there is a limit.
    pub fn width(&self) -> Option<u16> {
        self.globals.width.or_else(|| self.env.width())
    }

    /// Whether the answer goes to a terminal that may have it bold.
    pub fn is_bold(&self) -> bool {
        match self.globals.color.as_str() {
            "always" => true,
            "never" => false,
            _ => self.env.out_is_terminal && self.env.variable("NO_COLOR").is_none(),
        }
    }

    /// Bold, where the answer may have it.
    pub fn bold(&self, text: &str) -> String {
        if self.is_bold() { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Writes the answer. A reader who stopped reading is no error.
    pub fn print(&mut self, text: &str) -> Result<(), Error> {
        written(self.env.out.write_all(text.as_bytes()))
    }

    /// Writes a piece of a long answer; breaks where the reader has stopped reading.
    pub fn print_on(&mut self, text: &str) -> Result<ControlFlow<()>, Error> {
        match self.env.out.write_all(text.as_bytes()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
            done => written(done).map(ControlFlow::Continue),
        }
    }

    pub fn print_bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        written(self.env.out.write_all(bytes))
    }

    /// Says in one line what is now true; `--quiet` leaves it out.
    pub fn say(&mut self, sentence: &str) -> Result<(), Error> {
        if self.globals.quiet { Ok(()) } else { self.print(&format!("{sentence}\n")) }
    }

    /// Talk for people: standard error.
    pub fn tell(&mut self, text: &str) {
        // Talk that nobody can hear is no reason to stop.
        let _ = writeln!(self.env.err, "{}", safe::lines(text));
    }

    /// Says which config and ledger are used, for `--verbose`.
    pub fn tell_places(&mut self) {
        for (what, path) in [("config", self.config_path()), ("ledger", self.ledger_path())] {
            if let Ok(path) = path {
                self.tell(&format!("{what}: {}", path.display()));
            }
        }
    }

    pub fn flush(&mut self) -> Result<(), Error> {
        written(self.env.out.flush())
    }

    /// Prints an error and gives the exit status that it has.
    pub fn fail(&mut self, error: &Error) -> u8 {
        let _ = self.flush();
        self.tell(&format!("baton: {}", error.message));
        if let Some(hint) = &error.hint {
            self.tell(&format!("hint: {hint}"));
        }
        error.kind.status()
    }

    /// A text of the command line to be kept; `-` is standard input. An empty one is refused.
    pub fn text(&mut self, given: &str) -> Result<String, Error> {
        self.text_as_it_is(given).map(|text| self.masked(&text))
    }

    /// The same, with what nobody should keep still in it.
    pub fn text_as_it_is(&mut self, given: &str) -> Result<String, Error> {
        let text = match given {
            "-" => self.input_text()?,
            given => given.to_owned(),
        };
        match text.trim() {
            "" => Err(Error::usage("the text is empty, so nothing was changed")),
            text => Ok(text.to_owned()),
        }
    }

    /// Asks one question where there is somebody to answer, until the answer stands the check; an empty answer is none.
    pub fn ask(
        &mut self,
        question: &str,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<Option<String>, Error> {
        if !self.env.input_is_terminal || !self.env.err_is_terminal || self.keyholder.is_some() {
            return Ok(None);
        }
        self.flush()?;
        let answer: String = dialoguer::Input::new()
            .with_prompt(question)
            .allow_empty(true)
            .validate_with(|answer: &String| check(answer.trim()))
            .interact_text()
            .map_err(|error| Error::refused(format!("no answer was given: {error}")))?;
        Ok(Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty()))
    }

    /// Whether an editor can open. An editor runs shells, so that it never opens for who came in through the gateway.
    pub fn has_editor(&self) -> bool {
        self.env.input_is_terminal && self.env.out_is_terminal && self.keyholder.is_none()
    }

    /// Opens the user's editor on a text and gives back what they made of it.
    pub fn edit(&mut self, text: &str) -> Result<String, Error> {
        if !self.has_editor() {
            let why = match self.keyholder {
                None => "there is no text, and no terminal to write one",
                Some(_) => "there is no text, and no editor opens over ssh",
            };
            return Err(Error::usage(why)
                .hint("give it on the command line, or - for standard input; see --help"));
        }
        let editor =
            self.env.variable("VISUAL").or(self.env.variable("EDITOR")).unwrap_or("vi").to_owned();
        let edited =
            dialoguer::Editor::new().executable(&editor).extension(".md").edit(text).map_err(
                |error| {
                    Error::refused(format!("the editor {editor} did not run: {error}"))
                        .hint("set VISUAL or EDITOR to an editor that is installed")
                },
            )?;
        match edited.map(|text| text.trim().to_owned()) {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(Error::refused("nothing was written, so nothing was changed")),
        }
    }

    /// A text on standard input: all of it, or none.
    fn input_text(&mut self) -> Result<String, Error> {
        let bytes = self.input()?;
        if bytes.len() as u64 > LONGEST_INPUT {
            return Err(Error::usage("the text is longer than 1 MiB, so nothing was changed")
                .hint("keep it in a file, and name that: baton note THREAD TEXT --ref FILE"));
        }
        String::from_utf8(bytes).map_err(|_| {
            Error::usage("the text on standard input is not UTF-8, so nothing was changed")
                .hint("convert it first, such as with iconv -f latin1 -t utf-8")
        })
    }

    /// All of standard input, up to 1 MiB: a note, or a mail whose headers are wanted.
    pub fn input(&mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        (&mut self.env.input)
            .take(LONGEST_INPUT + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Error::temporary(format!("cannot read standard input: {error}")))?;
        Ok(bytes)
    }
}

fn written(result: std::io::Result<()>) -> Result<(), Error> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        // To run it again would do again what was done.
        Err(error) => Err(Error::refused(format!("cannot write the answer: {error}"))
            .hint("what was to be done may be done: see baton log")),
        Ok(()) => Ok(()),
    }
}
