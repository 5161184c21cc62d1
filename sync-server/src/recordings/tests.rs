use std::fs;

use rstest::rstest;
use tempfile::TempDir;

use super::*;

/// The shortest WAV that says what it is, told apart by its last byte.
fn wav(mark: u8) -> Vec<u8> {
    [
        b"RIFF\x25\0\0\0WAVEfmt ".as_slice(),
        &[16, 0, 0, 0, 1, 0, 1, 0, 64, 31, 0, 0, 64, 31, 0, 0, 1, 0, 8, 0],
        b"data",
        &[1, 0, 0, 0, mark],
    ]
    .concat()
}

fn folder_with(files: &[(&str, &[u8])]) -> (TempDir, Recordings) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let config = RecordingConfig { recordings: Some(folder.path().into()), recording_bytes: 100 };
    (folder, Recordings::of(config))
}

#[test]
fn files_with_a_text_a_label_and_a_type_are_given_out() {
    let (_folder, recordings) = folder_with(&[
        ("pledge-2026-1.闽南话.wav", &wav(1)),
        ("pledge-2026-1.普通话 (慢).MP3", b"ID3 and so on"),
        ("pledge-2026-1-en.Slow v1.2.opus", b"OggS and so on"),
        (".DS_Store", b"whatever a file manager leaves"),
    ]);
    let found = recordings.look().unwrap();
    assert_eq!(found.refused, []);
    let told: Vec<_> =
        found.given.iter().map(|(it, _)| (it.text.as_str(), it.label.as_str(), it.kind.as_str())).collect();
    assert_eq!(
        told,
        [
            ("pledge-2026-1", "普通话 (慢)", "audio/mpeg"),
            ("pledge-2026-1", "闽南话", "audio/wav"),
            ("pledge-2026-1-en", "Slow v1.2", "audio/ogg"),
        ]
    );
    assert_eq!(found.given[1].0.hash, BlobHash::of(&wav(1)));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_refused_by_itself_and_read_once_it_leads_somewhere() {
    let (folder, recordings) = folder_with(&[("pledge-2026-1.闽南话.wav", &wav(1))]);
    let link =
        |name: &str, to: &str| std::os::unix::fs::symlink(folder.path().join(to), folder.path().join(name)).unwrap();
    link(".#lock", "nobody@nowhere");
    link("pledge-2026-1.普通话.wav", "later.bin");
    let found = recordings.look().unwrap();
    assert_eq!(found.given.len(), 1, "the others are given out");
    let [(name, Refusal::Unreadable(_))] = found.refused.as_slice() else { panic!("{:?}", found.refused) };
    assert_eq!(name, "pledge-2026-1.普通话.wav");
    fs::write(folder.path().join("later.bin"), wav(2)).unwrap();
    assert_eq!(recordings.look().unwrap().given.len(), 2);
}

#[test]
fn what_could_not_be_read_is_looked_at_again_though_neither_size_nor_time_changed() {
    let (folder, recordings) = folder_with(&[("pledge-2026-1.闽南话.wav", &wav(1))]);
    let about = fs::metadata(folder.path().join("pledge-2026-1.闽南话.wav")).unwrap();
    let judged = Err(Refusal::Unreadable("permission denied".into()));
    let read = Read { size: about.len(), changed: about.modified().ok(), judged };
    recordings.read.lock().unwrap().insert("pledge-2026-1.闽南话.wav".into(), read);
    assert_eq!(recordings.look().unwrap().given.len(), 1);
}

#[rstest]
#[case("pledge.mp3", b"ID3", "the name must be")]
#[case("pledge-2026-1. .mp3", b"ID3", "the name must be")]
#[case("pledge-2026-1.a label that stands on no button.mp3", b"ID3", "the name must be")]
#[case("pledge-2025-9.闽南话.mp3", b"ID3", "no text has the id \"pledge-2025-9\"; there are pledge-2026-1")]
#[case("pledge-2026-1.闽南话.flac", b"fLaC", "its type must be")]
#[case("pledge-2026-1.闽南话.mp3", b"<html>", "its content is no mp3")]
#[case("pledge-2026-1.闽南话.wav", &[0; 101], "it has 101 bytes, the limit is 100")]
fn what_cannot_be_given_out_is_named_with_its_reason(#[case] name: &str, #[case] content: &[u8], #[case] says: &str) {
    let (_folder, recordings) = folder_with(&[(name, content), ("pledge-2026-1.普通话.wav", &wav(1))]);
    let found = recordings.look().unwrap();
    let [(refused, why)] = found.refused.as_slice() else { panic!("{found:?}") };
    assert_eq!(refused, name);
    assert!(why.to_string().contains(says), "{why}");
    assert_eq!(found.given.len(), 1, "the rest is given out");
}

#[test]
fn the_same_button_or_the_same_bytes_twice_are_refused() {
    let (_folder, recordings) = folder_with(&[
        ("pledge-2026-1.A.ogg", b"OggS"),
        ("pledge-2026-1.A.wav", &wav(1)),
        ("pledge-2026-1.B.wav", &wav(2)),
        ("pledge-2026-1.C.wav", &wav(2)),
    ]);
    let found = recordings.look().unwrap();
    let given: Vec<_> = found.given.iter().map(|(it, _)| it.label.as_str()).collect();
    assert_eq!(given, ["A", "B"]);
    let whys: Vec<_> = found.refused.into_iter().map(|(_, why)| why).collect();
    assert_eq!(whys, [Refusal::Twice("pledge-2026-1.A.ogg".into()), Refusal::Same("pledge-2026-1.B.wav".into())]);
}

#[test]
fn a_file_that_changes_is_read_anew_without_a_restart() {
    let (folder, recordings) = folder_with(&[("pledge-2026-1.A.wav", &wav(1))]);
    let hashes = || recordings.look().unwrap().given.into_iter().map(|(it, _)| it.hash).collect::<Vec<_>>();
    assert_eq!(hashes(), [BlobHash::of(&wav(1))]);
    let longer = [wav(2), vec![0]].concat();
    fs::write(folder.path().join("pledge-2026-1.A.wav"), &longer).unwrap();
    assert_eq!(hashes(), [BlobHash::of(&longer)]);
    fs::remove_file(folder.path().join("pledge-2026-1.A.wav")).unwrap();
    assert_eq!(hashes(), []);
    fs::remove_dir(folder.path()).unwrap();
    assert!(recordings.look().unwrap_err().to_string().contains("the folder of recordings"));
    assert_eq!(Recordings::of(RecordingConfig::default()).look().unwrap(), Found::default());
}
