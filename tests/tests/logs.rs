//! The server's own log says nothing about people: a day in the demo township at level debug, then a search for every name.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::BTreeSet,
    fs::{self, File},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use nfv::{
    domain::{
        facts::{Fact, Outcome, VisitRecorded},
        ids::EntityId,
    },
    sync::ports::{HttpMethod, HttpRequest},
};
use nfv_tests::{
    phone::{Phone, visit},
    served::{get, post},
};
use rusqlite::Connection;
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_served");

/// What a visit's note says: free text is as personal as a name.
const NOTE: &str = "已婚独居老人备注";

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // A process that has ended already is fine too.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(folder: &Path, port: u16, log: &Path) -> Command {
    let mut command = Command::new(BINARY);
    let log = File::options().create(true).append(true).open(log).unwrap();
    command
        .env("DATABASE_URL", format!("sqlite://{}", folder.join("nfv.sqlite").display()))
        .env("LISTEN", format!("127.0.0.1:{port}"))
        .env("LOG", "debug")
        .env("LOG_FORMAT", "json")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log);
    command
}

fn names(database: &Path) -> BTreeSet<String> {
    let database = Connection::open(database).unwrap();
    let mut found = BTreeSet::new();
    for sql in ["SELECT DISTINCT name FROM door WHERE name <> ''", "SELECT name FROM account"] {
        let mut statement = database.prepare(sql).unwrap();
        found.extend(statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
    }
    found
}

fn a_day(folder: &Path, origin: &str) {
    let links: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("links.json")).unwrap()).unwrap();
    let of = |role: &str| links.iter().find(|link| link["role"] == role).unwrap();
    let code = of("worker")["link"].as_str().unwrap().rsplit('/').next().unwrap();
    let mut phone = Phone::enrol(&folder.join("phone.db"), origin, code).unwrap();
    phone.sync().unwrap();
    let village = phone.village().unwrap();
    let noted = |fact| match fact {
        Fact::VisitRecorded(met) => Fact::VisitRecorded(VisitRecorded { note: NOTE.into(), ..met }),
        other => other,
    };
    let mut met = visit(village, EntityId::from_random([7; 16]), Outcome::Met);
    met.fact = noted(met.fact);
    phone.record(&[met]).unwrap();
    phone.sync().unwrap();

    // Somebody mistypes, sends nonsense with names in it, looks at a roster, asks for what is not there.
    let token = phone.enrolled.token.clone();
    let reviewer = of("reviewer")["name"].as_str().unwrap();
    let wrong = json!({ "name": reviewer, "password": "wrong", "device": uuid::Uuid::max(), "key": "00".repeat(32), "label": reviewer });
    let send = |request: HttpRequest| phone.http.exchange(request).unwrap().status;
    assert_eq!(send(post("/v1/sign-in", None, wrong.to_string().into_bytes())), 401);
    assert_eq!(send(post("/v1/sync", Some(&token), format!("{{\"name\": \"{NOTE}\"").into_bytes())), 400);
    assert_eq!(send(get(&format!("/v1/invitations/{code}"))), 200);
    let garbled = HttpRequest { method: HttpMethod::Get, ..get("/doors?q=%E7%8E%8B") };
    assert!(send(garbled) >= 200);
}

#[test]
fn nobodys_name_is_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, log) = (folder.path(), folder.path().join("server.log"));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let run = |arguments: &[&str]| assert!(command(folder, port, &log).args(arguments).status().unwrap().success());
    run(&["demo", "--links", "links.json"]);
    let roster = "巷道,门牌号,联系人\n永宁路,912号,欧阳试验\n永宁路,,司马试验\n";
    fs::write(folder.join("list.csv"), roster).unwrap();
    let village = Connection::open(folder.join("nfv.sqlite")).unwrap();
    let code: String = village
        .query_row("SELECT json_extract(body, '$.codes[0].code') FROM area WHERE level = 'village'", [], |row| {
            row.get(0)
        })
        .unwrap();
    drop(village);
    run(&["import-roster", "list.csv", "--area", &code]);
    {
        let _server = Running(command(folder, port, &log).arg("serve").spawn().unwrap());
        let origin = format!("http://127.0.0.1:{port}");
        let http = nfv_tests::http::Http::to(&origin).unwrap();
        let answers = || http.exchange(get("/healthz")).is_ok_and(|reply| reply.status == 200);
        while !answers() {
            std::thread::sleep(Duration::from_millis(50));
        }
        a_day(folder, &origin);
    }
    for arguments in [["export", "doors"], ["export", "visits"], ["audit", "--since=0"], ["account", "list"]] {
        run(&arguments);
    }
    run(&["check"]);
    run(&["backup", "day.nfv"]);

    let said = fs::read_to_string(&log).unwrap();
    let searched = names(&folder.join("nfv.sqlite"));
    assert!(searched.len() > 200, "the township has people: {}", searched.len());
    assert!(searched.contains("欧阳试验") && said.contains("/v1/sync") && said.contains("DEBUG"), "{said}");
    let extra = [NOTE, "司马试验", "永宁路", "912号"].map(str::to_owned);
    let found: Vec<&String> = searched.iter().chain(&extra).filter(|name| said.contains(name.as_str())).collect();
    assert!(found.is_empty(), "{found:?} in the log");
}
