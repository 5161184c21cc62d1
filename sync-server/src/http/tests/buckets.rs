//! Photos and snapshots in a bucket of a real S3-speaking server, which the test starts.

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use nfv::{domain::area::Class, sync::enrolment::Role};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use std::path::Path;
use tokio::net::TcpListener;

use super::{
    Town, blobs,
    town::{Person, VILLAGE},
};
use crate::{
    blobs::{Bucket, Place, Storage, StorageError, check, tidy},
    snapshots::{self, build_due},
};

/// A server with one bucket, and the way to it.
async fn bucket(folder: &Path) -> Bucket {
    std::fs::create_dir(folder.join("town")).unwrap();
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    service.set_auth(SimpleAuth::from_single("id", "secret"));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let http = Builder::new(TokioExecutor::new());
                let served = http.serve_connection(TokioIo::new(socket), service).await;
                drop(served);
            });
        }
    });
    Bucket {
        name: "town".into(),
        prefix: "nfv/objects".into(),
        endpoint: Some(endpoint),
        region: "us-east-1".into(),
        keys: ("id".into(), "secret".into()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photos_and_snapshots_live_in_a_bucket_as_in_files() {
    let folder = tempfile::tempdir().unwrap();
    let bucket = bucket(folder.path()).await;
    let storage = Storage::open(&Place::Bucket(bucket.clone())).unwrap();
    let town = Town::found_over(tempfile::tempdir().unwrap(), storage.clone());
    let mut author: Person = town.person(Role::Worker, VILLAGE);
    let shot = blobs::shot(&town, &mut author, VILLAGE, 1);
    let size = shot.bytes.len();
    assert_eq!(blobs::put(&town, &author.token, &shot, 0..1000).await.status, 200);
    assert_eq!(storage.list("uploads").await.unwrap().len(), 1);
    assert_eq!(blobs::put(&town, &author.token, &shot, 1000..size).await.status, 200);
    let path = format!("/v1/blobs/{}?log={}", shot.named.hash, shot.named.log);
    let whole = town.get(&path, Some(&author.token)).await;
    assert_eq!((whole.status.as_u16(), &whole.body), (200, &shot.bytes));
    assert_eq!(storage.list("uploads").await.unwrap(), []);
    assert_eq!(check(&town.app).await.unwrap(), []);

    town.write_messages(VILLAGE, 5500);
    assert_eq!(build_due(&town.app).await.unwrap(), 1);
    let log = town.log(VILLAGE, Class::Field);
    let manifest = town.snapshot(log).await;
    for (number, frame) in manifest.frames.iter().enumerate() {
        let path = format!("/v1/snapshots/{log}/{}/{number}", manifest.hash);
        let reply = town.get(&path, Some(&author.token)).await;
        assert!(nfv::sync::snapshot::unpack(frame, &reply.body).is_ok());
    }
    tidy(&town.app).await.unwrap();
    snapshots::tidy(&town.app).await.unwrap();
    assert_eq!(storage.list("snapshots").await.unwrap().len(), 1);
    assert_eq!(storage.list("photos").await.unwrap().len(), 1);

    // Another key is refused, and said as what it is: a place that cannot be reached, not a missing photo.
    let locked = Bucket { keys: ("id".into(), "other".into()), ..bucket };
    let refused = Storage::open(&Place::Bucket(locked)).unwrap().get("photos/x").await;
    assert!(matches!(refused, Err(StorageError::Failed(_))), "{refused:?}");
}
