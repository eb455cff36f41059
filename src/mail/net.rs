//! Where a server is, how far it is trusted, and a stream to it on which no step waits for ever.

use super::bell::{Bell, Heard};
use super::tls;
use crate::error::Error;
use openssl::ssl::SslStream;
use openssl::x509::X509;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const A_DAY: Duration = Duration::from_secs(86_400);

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte (RFC 8314 §3): 993, 465.
    Implicit,
    /// STARTTLS, or nothing: it never falls back to plain text.
    StartTls,
    /// Plain text, to this machine alone.
    None,
}

/// Refuses plain text to anything but this machine.
pub fn check_plain(tls: Tls, host: &str, protocol: &str) -> Result<(), Error> {
    if tls != Tls::None || is_loopback(host) {
        return Ok(());
    }
    let message = format!(
        "cannot use {protocol} to {host} with tls = \"none\": plain text stays on this machine"
    );
    Err(Error::usage(message).hint("set tls = \"implicit\" or tls = \"starttls\" in the config"))
}

/// Whether a host is this machine by its very name: no resolver is asked, for it may be told lies.
pub fn is_loopback(host: &str) -> bool {
    let bare = bare(host);
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A host without the brackets that an IPv6 address may stand in.
pub fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// A TLS failure in few words: OpenSSL says where in its source it happened, and at the end why.
pub fn plainly(failure: &str) -> String {
    let reason = failure.rsplit_once('(').and_then(|(_, reason)| reason.strip_suffix(')'));
    match reason {
        Some(reason) if failure.contains("certificate verify failed") => {
            format!("its certificate is not trusted ({reason})")
        }
        _ if failure.contains("wrong version number") => {
            "it does not speak TLS on this port".to_owned()
        }
        _ => failure.to_owned(),
    }
}

/// How long a server is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For all addresses of the host together.
    pub connect: Duration,
    /// For the next bytes of a step.
    pub bytes: Duration,
    /// For a step as a whole, however many bytes come.
    pub step: Duration,
}

/// A TCP stream whose every step has an end in time: a server that sends a byte now and then must
/// not hold us for ever.
pub struct Timed {
    tcp: TcpStream,
    patience: Patience,
    deadline: Instant,
}

impl Timed {
    /// The first address that answers.
    pub fn connect(host: &str, port: u16, patience: Patience) -> io::Result<Timed> {
        let addresses: Vec<_> = (bare(host), port).to_socket_addrs()?.collect();
        let deadline = Instant::now() + patience.connect.min(A_DAY);
        let mut last = io::Error::new(ErrorKind::NotFound, "the name has no address");
        for (address, left) in addresses.iter().zip((1..=addresses.len() as u32).rev()) {
            // An address that swallows everything leaves time for the others.
            let share = deadline.saturating_duration_since(Instant::now()) / left;
            match TcpStream::connect_timeout(address, share.max(Duration::from_millis(1))) {
                Err(error) => last = error,
                Ok(tcp) => {
                    tcp.set_nodelay(true)?;
                    let mut timed = Timed { tcp, patience, deadline };
                    timed.renew();
                    return Ok(timed);
                }
            }
        }
        Err(last)
    }

    fn renew(&mut self) {
        self.deadline = Instant::now() + self.patience.step.min(A_DAY);
    }

    /// How long the next bytes may take. Over is the same as what the system says after a time-out.
    fn left(&self) -> io::Result<Option<Duration>> {
        let step = self.deadline.saturating_duration_since(Instant::now());
        match step.min(self.patience.bytes) {
            Duration::ZERO => Err(ErrorKind::WouldBlock.into()),
            left => Ok(Some(left)),
        }
    }
}

impl Read for Timed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.tcp.set_read_timeout(self.left()?)?;
        self.tcp.read(into)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tcp.set_write_timeout(self.left()?)?;
        self.tcp.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

/// Cuts a connection off from any thread: who waits for the server is told at once that it hung up.
#[derive(Clone, Debug, Default)]
pub struct Cutter(Arc<Mutex<Option<TcpStream>>>);

impl Cutter {
    pub fn cut(&self) {
        if let Some(tcp) = self.held().as_ref() {
            // One that has ended already needs no cutting.
            let _ = tcp.shutdown(Shutdown::Both);
        }
    }

    /// From now on it is this connection that would be cut.
    pub fn hold(&self, stream: &mut Stream) {
        // Without a second handle on it there is still the time-out.
        *self.held() = stream.timed().tcp.try_clone().ok();
    }

    fn held(&self) -> MutexGuard<'_, Option<TcpStream>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream to a server, with or without TLS.
pub enum Stream {
    Plain(Timed),
    Tls(Box<SslStream<Timed>>),
}

impl Stream {
    /// Begins TLS, if it is not there already; the error says why not.
    pub fn secure(self, host: &str, trusted: &[X509]) -> Result<Stream, String> {
        let Stream::Plain(mut timed) = self else { return Ok(self) };
        timed.renew();
        tls::begin(host, timed, trusted).map(|tls| Stream::Tls(Box::new(tls)))
    }

    /// A new step begins.
    pub fn renew(&mut self) {
        self.timed().renew();
    }

    /// Waits until there is something to read, the bell rings, or the time is up.
    pub fn listen(&mut self, bell: &Bell, at_most: Duration) -> io::Result<Heard> {
        // Of what TLS has deciphered already the socket knows nothing.
        if let Stream::Tls(tls) = self
            && tls.ssl().pending() > 0
        {
            return Ok(Heard::Bytes);
        }
        bell.wait_beside(Some(self.timed().tcp.as_fd()), at_most)
    }

    /// Our own end.
    pub fn local_address(&mut self) -> io::Result<SocketAddr> {
        self.timed().tcp.local_addr()
    }

    fn timed(&mut self) -> &mut Timed {
        match self {
            Stream::Plain(timed) => timed,
            Stream::Tls(tls) => tls.get_mut(),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_on_this_machine() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]"] {
            assert!(check_plain(Tls::None, host, "IMAP").is_ok(), "{host}");
        }
        for host in [
            "imap.example.org",
            "localhost.example.org",
            "10.0.0.1",
            "0.0.0.0",
            "127.0.0.1.example.org",
            "",
        ] {
            assert!(check_plain(Tls::None, host, "IMAP").is_err(), "{host}");
            assert!(check_plain(Tls::Implicit, host, "IMAP").is_ok());
        }
    }

    #[test]
    fn a_tls_failure_is_said_plainly() {
        let long = "error:0A000086:SSL routines:x:certificate verify failed:../ssl/x.c:1889: (hostname mismatch)";
        assert_eq!(plainly(long), "its certificate is not trusted (hostname mismatch)");
        assert_eq!(plainly("connection reset (os error 104)"), "connection reset (os error 104)");
    }
}
