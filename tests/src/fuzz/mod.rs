//! Fuzz targets: everything that reads bytes from elsewhere takes any bytes without failing.
//!
//! A target is a function of bytes that panics when something does not hold. The program `fuzz` feeds each of them with
//! mutations of good examples, from a seed, on stable Rust: the same seed makes the same inputs. What once failed is kept
//! in [`FOUND`] and comes first. A target that is slow for a small input has failed as well.

pub mod mutate;
pub mod seeds;
pub mod targets;
mod workbook;

/// A target: its name, what it does with bytes, and good examples to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// As on the command line.
    pub name: &'static str,
    /// Panics when something does not hold.
    pub run: fn(&[u8]),
    /// Good examples.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

const fn target(name: &'static str, run: fn(&[u8]), seeds: fn() -> Vec<Vec<u8>>) -> Target {
    Target { name, run, seeds }
}

/// All targets.
pub const TARGETS: [Target; 11] = [
    target("sync-request", targets::sync_request, seeds::sync_requests),
    target("sync-reply", targets::sync_reply, seeds::sync_replies),
    target("event-body", targets::event_body, seeds::event_bodies),
    target("header", targets::header, seeds::headers),
    target("relay-file", targets::relay_file, seeds::relay_files),
    target("roster", targets::roster, seeds::rosters),
    target("workbook", targets::workbook, workbook::sheets),
    target("area-file", targets::area_file, seeds::area_files),
    target("frame", targets::frame, seeds::frames),
    target("frame-pages", targets::frame_pages, seeds::frame_pages),
    target("manifest", targets::manifest, seeds::manifests),
];

/// Inputs that once failed, with the name of their target.
pub const FOUND: &[(&str, &[u8])] = &[
    // The name of a cell with more letters than a column has.
    ("workbook", include_bytes!("found/workbook-column.xml")),
    // Two cells at the ends of the largest sheet: no table of all that lies between them.
    ("workbook", include_bytes!("found/workbook-far-cells.xml")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_once_failed_is_taken() {
        for (name, input) in FOUND {
            let target = TARGETS.iter().find(|target| target.name == *name).unwrap();
            (target.run)(input);
        }
    }

    #[test]
    fn good_examples_are_taken_for_good() {
        for target in &TARGETS {
            let examples = (target.seeds)();
            assert!(!examples.is_empty(), "{}", target.name);
            for example in &examples {
                (target.run)(example);
            }
        }
        assert!(seeds::rosters().iter().all(|file| sync_server::roster::sheet::read(file).is_ok()));
        let whole = workbook::with_sheet(&workbook::sheets()[0]);
        assert_eq!(sync_server::roster::sheet::read(&whole).unwrap().rows.len(), 2);
        assert!(seeds::relay_files().len() >= 2 && !seeds::frames().is_empty());
    }
}
