//! The scripts in `tests/browser`: real Chromium against the real server.
//!
//! A script is started with node and finds in its environment `NFV_SERVER` (the binary), `NFV_WEB` (the built site) and
//! `NFV_CHROMIUM`; it starts its own server on a port and a database of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::debian;
use crate::npm::Packages;
use crate::places::Places;
use crate::progress::{execute, works};
use crate::server;
use crate::web::{self, Mode};

/// Without them Chromium shows empty boxes for Chinese.
const CHINESE_FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// Puts an authority into the store of certificates that Chromium reads.
const CERTUTIL: &str = "/usr/bin/certutil";

/// Makes the certificate of a test's server as an authority outside would.
const OPENSSL: &str = "/usr/bin/openssl";

/// Which pictures to take.
#[derive(Args)]
pub(crate) struct ShotsOptions {
    /// Only screens whose name contains one of these words
    words: Vec<String>,
    /// Build the web app the quick way, little optimised
    #[arg(long)]
    dev: bool,
}

/// Writes a screenshot of every screen to `target/shots` in the checkout.
pub(crate) fn shots(places: &Places, options: &ShotsOptions) -> Result<()> {
    let mode = if options.dev { Mode::Dev } else { Mode::Release };
    let mut node = Browser::prepare(places, mode)?.node();
    execute(node.arg("tests/browser/shots.mjs").args(&options.words))
}

/// All that the scripts need, built and installed.
pub(crate) struct Browser<'a> {
    places: &'a Places,
    server: PathBuf,
    site: PathBuf,
    chromium: PathBuf,
    packages: Packages,
}

impl<'a> Browser<'a> {
    /// Builds the server and the app, installs what is missing.
    pub(crate) fn prepare(places: &'a Places, mode: Mode) -> Result<Self> {
        Self::with_server(places, mode, server::build)
    }

    /// The same as it ships: what is timed is not a server with its checks for development in.
    pub(crate) fn prepare_for_benches(places: &'a Places) -> Result<Self> {
        Self::with_server(places, Mode::Release, server::build_released)
    }

    fn with_server(places: &'a Places, mode: Mode, server: impl FnOnce(&Places) -> Result<PathBuf>) -> Result<Self> {
        let chromium = chromium()?;
        if !Path::new(CERTUTIL).exists() {
            debian::install(&["libnss3-tools"], "certutil")?;
        }
        if !Path::new(OPENSSL).exists() {
            debian::install(&["openssl"], "openssl")?;
        }
        let server = server(places)?;
        let site = web::build(places, mode)?;
        let packages = Packages::ensure(places)?;
        packages.link_into(&folder(places))?;
        Ok(Self { places, server, site, chromium, packages })
    }

    /// node in the checkout, with the environment the scripts expect.
    pub(crate) fn node(&self) -> Command {
        let mut node = self.packages.node();
        node.current_dir(&self.places.root);
        node.env("NFV_SERVER", &self.server).env("NFV_WEB", &self.site).env("NFV_CHROMIUM", &self.chromium);
        node
    }

    /// node's test runner over every `*.test.mjs`, one file after the other.
    pub(crate) fn tests(&self) -> Result<Command> {
        let files = test_files(&folder(self.places))?;
        let mut node = self.node();
        node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]).args(files);
        Ok(node)
    }
}

fn folder(places: &Places) -> PathBuf {
    places.root.join("tests/browser")
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = folder.read_dir().with_context(|| format!("reading {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    ensure!(!files.is_empty(), "no *.test.mjs in {}", folder.display());
    Ok(files)
}

fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("NFV_CHROMIUM") {
        return Ok(path.into());
    }
    const NAMES: [&str; 3] = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let found = || NAMES.into_iter().find(|name| works(name));
    if found().is_none() {
        debian::install(&["chromium"], "Chromium (or set NFV_CHROMIUM)")?;
    }
    if !Path::new(CHINESE_FONT).exists() && debian::may_install() {
        debian::install(&["fonts-noto-cjk"], "a Chinese font")?;
    }
    found().map(PathBuf::from).context("chromium was installed and does not start")
}
