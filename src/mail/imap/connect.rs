//! From a host name to a stream on which it is safe to say a password.
//!
//! STARTTLS is done by hand: nothing a server says before TLS is believed, and bytes that came in
//! one packet with its answer end the connection (RFC 3501 §6.2.1; CVE-2011-0411,
//! <https://nostarttls.secvuln.info>).

use super::ImapSettings;
use super::response::{Condition, Response, parse};
use super::wire::{Fault, Wire};
use crate::error::Error;
use crate::mail::net::{self, Tls};
use native_tls::{HandshakeError, TlsConnector, TlsStream};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// A command as a whole may take so many times the time that one read may.
const PATIENCE: u32 = 10;
const A_DAY: Duration = Duration::from_secs(86_400);

/// A TCP stream with an end in time: a server that sends a byte now and then must not hold us for
/// ever.
pub struct Timed {
    tcp: TcpStream,
    deadline: Instant,
}

impl Read for Timed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if Instant::now() > self.deadline {
            return Err(ErrorKind::TimedOut.into());
        }
        self.tcp.read(into)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tcp.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

fn deadline(read_timeout: Duration) -> Instant {
    Instant::now() + read_timeout.saturating_mul(PATIENCE).min(A_DAY)
}

/// A stream to a server, with or without TLS.
pub enum Stream {
    Plain(Timed),
    Tls(Box<TlsStream<Timed>>),
}

impl Stream {
    /// The next command may take that long.
    pub fn renew(&mut self, read_timeout: Duration) {
        let timed = match self {
            Stream::Plain(timed) => timed,
            Stream::Tls(tls) => tls.get_mut(),
        };
        timed.deadline = deadline(read_timeout);
    }
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(timed) => timed.read(into),
            Stream::Tls(tls) => tls.read(into),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(timed) => timed.write(bytes),
            Stream::Tls(tls) => tls.write(bytes),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(timed) => timed.flush(),
            Stream::Tls(tls) => tls.flush(),
        }
    }
}

/// Connects, reads the greeting, and starts TLS as the settings demand.
pub fn connect(settings: &ImapSettings) -> Result<Wire<Stream>, Error> {
    let host = net::bare(&settings.host);
    net::check_plain(settings.tls, host, "IMAP")?;
    let authorities = net::authorities(settings.ca_file.as_deref())?;
    let secure = |timed: Timed| -> Result<Stream, Error> {
        let mut builder = TlsConnector::builder();
        for authority in &authorities {
            builder.add_root_certificate(authority.clone());
        }
        let connector = builder
            .build()
            .map_err(|error| Error::temporary(format!("cannot use TLS: {error}")))?;
        let tls = connector.connect(host, timed).map_err(|error| handshake(host, error))?;
        Ok(Stream::Tls(Box::new(tls)))
    };
    let timed = tcp(settings)?;
    let doing = "connect to";
    match settings.tls {
        Tls::Implicit => {
            let mut wire = Wire::new(secure(timed)?);
            greeting(&mut wire).map_err(|fault| fault.error(doing, host))?;
            Ok(wire)
        }
        Tls::None => {
            let mut wire = Wire::new(Stream::Plain(timed));
            greeting(&mut wire).map_err(|fault| fault.error(doing, host))?;
            Ok(wire)
        }
        Tls::StartTls => {
            let mut wire = Wire::new(timed);
            greeting(&mut wire).and_then(|()| start_tls(&mut wire)).map_err(|fault| {
                fault
                    .error("start TLS with", host)
                    .hint("nothing was sent; try tls = \"implicit\" with port 993")
            })?;
            Ok(Wire::new(secure(wire.into_stream())?))
        }
    }
}

/// The first address that answers.
fn tcp(settings: &ImapSettings) -> Result<Timed, Error> {
    let host = net::bare(&settings.host);
    let cannot = |why: String| {
        let message = format!("cannot connect to {host} port {}: {why}", settings.port);
        Error::temporary(message).hint("check host and port in the config, then run: baton doctor")
    };
    let addresses =
        (host, settings.port).to_socket_addrs().map_err(|error| cannot(error.to_string()))?;
    let timeout = |wanted: Duration| wanted.clamp(Duration::from_millis(1), A_DAY);
    let mut last = "the name has no address".to_owned();
    for address in addresses {
        match TcpStream::connect_timeout(&address, timeout(settings.connect_timeout)) {
            Err(error) => last = error.to_string(),
            Ok(tcp) => {
                let wait = Some(timeout(settings.read_timeout));
                let set = tcp.set_read_timeout(wait).and_then(|()| tcp.set_write_timeout(wait));
                set.and_then(|()| tcp.set_nodelay(true))
                    .map_err(|error| cannot(error.to_string()))?;
                return Ok(Timed { tcp, deadline: deadline(settings.read_timeout) });
            }
        }
    }
    Err(cannot(last))
}

fn handshake(host: &str, error: HandshakeError<Timed>) -> Error {
    match error {
        HandshakeError::WouldBlock(_) => {
            Fault::Io(ErrorKind::TimedOut.into()).error("start TLS with", host)
        }
        HandshakeError::Failure(why) => {
            let why = net::plainly(&why.to_string());
            Error::temporary(format!("cannot start TLS with {host}: {why}"))
                .hint("check host, port and tls; if its certificate is your own, name its authority as ca-file")
        }
    }
}

/// RFC 3501 §7.1: only `* OK`. PREAUTH would have us speak to who knows whom (CVE-2021-39272).
fn greeting<S: Read + Write>(wire: &mut Wire<S>) -> Result<(), Fault> {
    match parse(wire.read()?) {
        Response::Untagged(status) => match status.condition {
            Condition::Ok => Ok(()),
            Condition::Bye => Err(Fault::Bye(status.quote())),
            Condition::Preauth => {
                Err(Fault::Protocol("the greeting says PREAUTH, as if we had logged in".into()))
            }
            _ => Err(Fault::Protocol(format!("the greeting says \"{}\"", status.quote()))),
        },
        _ => Err(Fault::Protocol("the greeting is not that of an IMAP server".into())),
    }
}

fn start_tls<S: Read + Write>(wire: &mut Wire<S>) -> Result<(), Fault> {
    if !wire.is_drained() {
        return Err(Fault::Protocol("the server said more than its greeting before TLS".into()));
    }
    wire.send(b"T0 STARTTLS\r\n")?;
    let accepted = loop {
        match parse(wire.read()?) {
            Response::Tagged(b"T0", status) => break status,
            Response::Untagged(status) if status.condition == Condition::Bye => {
                return Err(Fault::Bye(status.quote()));
            }
            Response::Untagged(_) | Response::Capability(_) => {}
            _ => return Err(Fault::Protocol("unexpected words before TLS".into())),
        }
    };
    if accepted.condition != Condition::Ok {
        return Err(Fault::Protocol(format!(
            "the server refused STARTTLS: \"{}\"",
            accepted.quote()
        )));
    }
    if !wire.is_drained() {
        return Err(Fault::Protocol(
            "the server said more after its OK to STARTTLS and before TLS".into(),
        ));
    }
    Ok(())
}
