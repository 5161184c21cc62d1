//! Recordings over the router: listed, given out in pieces, gone with their file.

use nfv::sync::{
    enrolment::Role,
    recordings::{PIECE, RecordingList},
};

use super::{Town, town::VILLAGE};

#[tokio::test]
async fn a_recording_is_listed_given_out_in_pieces_and_gone_with_its_file() {
    let town = Town::found();
    let token = town.person(Role::Worker, VILLAGE).token;
    let list = async || -> RecordingList {
        serde_json::from_slice(&town.get("/v1/recordings", Some(&token)).await.body).unwrap()
    };
    assert_eq!(list().await, RecordingList::default());
    let content: Vec<u8> = b"ID3".iter().copied().chain((0..PIECE + 9).map(|at| (at % 251) as u8)).collect();
    let hash = town.record("pledge-2026-1.闽南话.mp3", &content);
    let said = list().await.recordings;
    assert_eq!((said.len(), said[0].hash, said[0].label.as_str()), (1, hash, "闽南话"));
    assert_eq!(said[0].pieces().collect::<Vec<_>>(), [PIECE, 12]);

    let mut read = Vec::new();
    for piece in 0..2 {
        let reply = town.get(&format!("/v1/recordings/{hash}/{piece}"), Some(&token)).await;
        assert_eq!(reply.status, 200);
        read.extend(reply.body);
    }
    assert!(read == content);
    let beyond = town.get(&format!("/v1/recordings/{hash}/2"), Some(&token)).await;
    assert_eq!(beyond.says(), (404, "unknown_recording".into()));

    town.record("pledge-2026-1.闽南话.mp3", b"no sound at all");
    assert_eq!(list().await, RecordingList::default(), "what is left out is not listed");
    let gone = town.get(&format!("/v1/recordings/{hash}/0"), Some(&token)).await;
    assert_eq!(gone.says(), (404, "unknown_recording".into()));
}
