//! Building the server, and running it as a child that is stopped cleanly.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::places::Places;
use crate::progress::{cargo, execute, step};

/// A server that does not answer by then never will.
const START_LIMIT: Duration = Duration::from_secs(60);
/// Between two looks at a process or a port.
const PAUSE: Duration = Duration::from_millis(100);

/// Builds the server and returns its binary.
pub(crate) fn build(places: &Places) -> Result<PathBuf> {
    step("server", || execute(cargo(places).args(["build", "--package", "sync-server", "--locked"])))?;
    Ok(places.binary("sync-server"))
}

/// The same, built as it ships.
pub(crate) fn build_released(places: &Places) -> Result<PathBuf> {
    step("server", || execute(cargo(places).args(["build", "--package", "sync-server", "--locked", "--release"])))?;
    Ok(places.released("sync-server"))
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    port: u16,
    interrupted: Arc<AtomicBool>,
}

impl Server {
    /// Starts `serve`; from here on Ctrl-C and SIGTERM ask the server to stop.
    pub(crate) fn start(command: &mut Command, port: u16) -> Result<Self> {
        let interrupted = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&interrupted);
        ctrlc::set_handler(move || flag.store(true, Ordering::SeqCst)).context("listening for interrupts")?;
        let child = command.stdin(Stdio::null()).spawn().context("starting the server")?;
        Ok(Self { child, port, interrupted })
    }

    /// Waits until `/healthz` answers 200.
    pub(crate) fn wait_until_ready(&mut self) -> Result<()> {
        let start = Instant::now();
        while !answers(self.port) {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended before it answered ({status})");
            }
            if start.elapsed() > START_LIMIT || self.interrupted.load(Ordering::SeqCst) {
                self.stop()?;
                bail!("the server did not answer on port {}", self.port);
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Waits until the server ends by itself (an error) or we are interrupted, and then stops it.
    pub(crate) fn wait_until_interrupted(mut self) -> Result<()> {
        loop {
            if let Some(status) = self.child.try_wait()? {
                if self.interrupted.load(Ordering::SeqCst) {
                    return Ok(());
                }
                bail!("the server ended ({status})");
            }
            if self.interrupted.load(Ordering::SeqCst) {
                self.stop()?;
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
    }

    /// Asks the server to finish what it does and end; it gets the time it needs.
    fn stop(&mut self) -> Result<ExitStatus> {
        // The shell's own `kill` is there on every machine, and std has none for SIGTERM.
        let ask = format!("kill -TERM {}", self.child.id());
        Command::new("sh").args(["-c", &ask]).status().context("asking the server to stop")?;
        self.child.wait().context("waiting for the server to stop")
    }
}

fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET /healthz HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n")?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        Ok(reply.split_whitespace().nth(1) == Some("200"))
    };
    ask().unwrap_or(false)
}
