//! Backup, restore, check, export and the lists, by the binary: as an administrator does it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use rusqlite::Connection;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

const AREAS: &str = "code,parent_code,level,name
350581,,county,C
350581106,350581,township,T
350581106201,350581106,village,V
350581106202,350581106,village,W
";

struct Desk(TempDir);

impl Desk {
    /// A county with two villages, some doors and a reviewer.
    fn furnished() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.done(&["import-areas", &desk.file("areas.csv", AREAS)]);
        let list = desk.file("list.csv", "lane,number,adults,name\n王家巷,1,2,=2+5\n王家巷,2,3,李四\n");
        desk.done(&["import-roster", &list, "--area", "350581106201"]);
        desk.done(&["account", "add", "R", "--role", "reviewer", "--area", "350581106", "--password"]);
        desk
    }

    fn run_with(&self, settings: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sync-server"));
        command.env_clear().env("DATABASE_URL", format!("sqlite://{}", self.database().display())).env("LOG", "warn");
        command.envs(settings.iter().copied()).args(arguments).current_dir(self.0.path()).output().unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(&[], arguments)
    }

    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What it says when it must refuse with exit code 1.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }

    fn file(&self, name: &str, content: &str) -> String {
        fs::write(self.0.path().join(name), content).unwrap();
        name.to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn database(&self) -> PathBuf {
        self.path("nfv.sqlite")
    }

    fn open(&self) -> Connection {
        Connection::open(self.database()).unwrap()
    }

    fn number(&self, sql: &str) -> i64 {
        self.open().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    fn bytes(&self, sql: &str) -> Vec<u8> {
        self.open().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

/// Everything that a backup must bring back, as text.
fn content(database: &Path) -> Vec<String> {
    let connection = Connection::open(database).unwrap();
    let columns = [
        ("event", "hex(log_id), seq, hex(event_id), hex(hash), print, effective, hex(header), hex(body), hex(receipt)"),
        ("log", "hex(id), head_seq, print, last_received, class"),
        ("account", "hex(id), name, role, password"),
        ("tally", "hex(log_id), hex(area_id), metric, day, count"),
        ("door", "hex(log_id), hex(entity_id), lane, number, name, adults"),
        ("meta", "hex(secret), 0"),
        ("server_device", "hex(id), hex(secret)"),
    ];
    let mut all = Vec::new();
    for (table, columns) in columns {
        let joined = columns.replace(", ", " || ' ' || ");
        let filter = if table == "tally" { "WHERE count <> 0" } else { "" };
        let mut statement = connection.prepare(&format!("SELECT {joined} FROM {table} {filter} ORDER BY 1")).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
        all.extend(rows.map(|row| format!("{table} {:?}", row.unwrap())));
    }
    all
}

#[test]
fn a_backup_brings_everything_back_under_another_epoch() {
    let desk = Desk::furnished();
    assert!(desk.done(&["check"]).contains("everything fits"));
    desk.done(&["backup", "monday.nfv"]);
    let (before, epoch) = (content(&desk.database()), desk.number("SELECT epoch FROM meta"));
    let life = desk.bytes("SELECT incarnation FROM server_device");
    assert!(before.len() > 20);

    let list = desk.file("more.csv", "lane,number\nB,7\n");
    desk.done(&["import-roster", &list, "--area", "350581106201"]);
    assert!(desk.refused(&["restore", "monday.nfv"]).contains("--force"), "never over something by accident");
    assert_ne!(content(&desk.database()), before);

    let open = desk.open();
    open.query_row("SELECT count(*) FROM event", [], |row| row.get::<_, i64>(0)).unwrap();
    assert!(desk.refused(&["restore", "monday.nfv", "--force"]).contains("stop the server"), "never under a server");
    drop(open);

    let said = desk.done(&["restore", "monday.nfv", "--force"]);
    assert_eq!(content(&desk.database()), before);
    assert!(desk.done(&["check"]).contains("everything fits"));
    assert!(desk.number("SELECT epoch FROM meta") > epoch);
    assert_ne!(desk.bytes("SELECT incarnation FROM server_device"), life, "numbers are given out anew");
    assert_eq!(desk.number("SELECT n FROM server_device"), 0);
    assert_eq!(desk.number("SELECT count(*) FROM restored"), desk.number("SELECT count(*) FROM log"));
    assert_eq!(desk.number("SELECT count(*) FROM audit WHERE action = 'restore'"), 1);
    let aside = said.lines().find_map(|line| line.strip_prefix("the old database is ")).unwrap();
    let old = Connection::open(aside).unwrap();
    let lane = "SELECT count(*) FROM door WHERE lane = 'B'";
    assert_eq!(old.query_row(lane, [], |row| row.get::<_, i64>(0)).unwrap(), 1, "nothing is ever deleted");
    // The server's own device goes on writing under its new life.
    desk.done(&["import-roster", &list, "--area", "350581106201"]);
    assert!(desk.done(&["check"]).contains("everything fits"));
}

#[test]
fn a_restore_into_nothing_needs_no_force() {
    let desk = Desk::furnished();
    desk.done(&["backup", "monday.nfv"]);
    let before = content(&desk.database());
    fs::remove_file(desk.database()).unwrap();
    desk.done(&["restore", "monday.nfv"]);
    assert_eq!(content(&desk.database()), before);
}

#[test]
fn what_is_no_whole_backup_changes_nothing() {
    let desk = Desk::furnished();
    desk.done(&["backup", "monday.nfv"]);
    let before = content(&desk.database());
    let whole = fs::read(desk.path("monday.nfv")).unwrap();
    for (name, bytes) in [("half", &whole[..whole.len() / 2]), ("text", b"hello".as_slice()), ("empty", b"")] {
        fs::write(desk.path(name), bytes).unwrap();
        let said = desk.refused(&["restore", name, "--force"]);
        assert!(said.contains("backup"), "{name}: {said}");
        assert_eq!(content(&desk.database()), before, "{name}");
    }
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    fs::write(desk.path("flipped"), flipped).unwrap();
    desk.refused(&["restore", "flipped", "--force"]);
    assert_eq!(content(&desk.database()), before);
}

#[test]
fn a_backup_is_for_its_owner_only_and_made_beside_a_writer() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::furnished();
    let writer = desk.open();
    writer.execute_batch("BEGIN IMMEDIATE; UPDATE meta SET epoch = 1").unwrap();
    // `open` of the command waits for a writer, as any other process does; the reading itself does not.
    writer.execute_batch("ROLLBACK").unwrap();
    desk.done(&["backup", "monday.nfv"]);
    let mode = fs::metadata(desk.path("monday.nfv")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_was_erased_later_is_erased_again() {
    let desk = Desk::furnished();
    desk.done(&["backup", "monday.nfv"]);
    let target = "FROM event WHERE kind = 'door.registered' ORDER BY seq LIMIT 1";
    let id =
        |column: &str| uuid::Uuid::from_slice(&desk.bytes(&format!("SELECT {column} {target}"))).unwrap().to_string();
    let (log, event) = (id("log_id"), id("event_id"));
    let line = serde_json::json!({ "log": log, "event": event, "by": uuid::Uuid::max(), "at": 7 });
    desk.file("erasures.jsonl", &format!("{line}\n"));
    desk.done(&["restore", "monday.nfv", "--force"]);
    assert_eq!(desk.bytes(&format!("SELECT body {target}")), b"");
    assert_eq!(desk.number("SELECT count(*) FROM erasure"), 1);
    assert_eq!(desk.number("SELECT count(*) FROM door"), 1, "folded without it");
    assert!(desk.done(&["check"]).contains("everything fits"), "prints and receipts hold");
}

#[test]
fn check_names_what_differs() {
    let cases = [
        ("UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 'a', 'b') AS BLOB) WHERE rowid = 2", "another hash"),
        ("UPDATE event SET print = print + 1 WHERE rowid = 2", "print is not the sum"),
        ("UPDATE event SET receipt = zeroblob(16) WHERE rowid = 2", "receipt is not this server's"),
        ("UPDATE event SET seq = seq + 10 WHERE rowid = (SELECT max(rowid) FROM event)", "is missing"),
        ("UPDATE log SET head_seq = head_seq + 1", "head is not its last event"),
        ("INSERT INTO tally SELECT log_id, log_id, area_id, 'reached', 1, 5 FROM door LIMIT 1", "tally differs"),
        ("UPDATE door SET lane = 'X'", "door differs"),
        ("DELETE FROM area", "area differs"),
    ];
    for (damage, expected) in cases {
        let desk = Desk::furnished();
        assert_ne!(desk.open().execute(damage, []).unwrap(), 0, "{damage}");
        let said = desk.refused(&["check"]);
        assert!(said.contains(expected), "{damage}: {said}");
        if damage.contains("tally") {
            desk.done(&["rebuild"]);
            assert!(desk.done(&["check"]).contains("everything fits"), "rebuild mends projections");
        }
    }
}

#[test]
fn exports_are_whole_safe_and_audited() {
    let desk = Desk::furnished();
    let events = desk.done(&["export", "events"]);
    assert_eq!(events.lines().count(), usize::try_from(desk.number("SELECT count(*) FROM event")).unwrap());
    for line in events.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(line["header"]["kind"].is_string() && line["body"].is_object(), "{line}");
    }
    let doors = desk.done(&["export", "doors", "--area", "350581106"]);
    assert!(doors.contains(",'=2+5,") && doors.contains(",李四,"), "{doors}");
    assert_eq!(desk.done(&["export", "doors", "--area", "350581106202"]).lines().count(), 1, "the other village's");
    desk.done(&["export", "visits", "--out", "visits.csv"]);
    assert_eq!(fs::read_to_string(desk.path("visits.csv")).unwrap().lines().count(), 1);
    let audit = desk.done(&["audit", "--action", "export"]);
    assert_eq!(audit.lines().count(), 4, "{audit}");
    desk.refused(&["export", "doors", "--area", "999"]);
}

#[test]
fn accounts_and_devices() {
    let desk = Desk::furnished();
    let accounts = desk.done(&["account", "list"]);
    let account: Value = serde_json::from_str(accounts.lines().next().unwrap()).unwrap();
    assert_eq!((&account["name"], &account["role"]), (&"R".into(), &"reviewer".into()));
    desk.done(&["account", "role", "R", "committee"]);
    assert!(desk.done(&["account", "list"]).contains("committee"));
    desk.done(&["enrol", "R"]);
    desk.done(&["account", "disable", "R"]);
    assert_eq!(desk.number("SELECT count(*) FROM account WHERE password IS NOT NULL"), 0);
    let now = "SELECT count(*) FROM invitation WHERE expires_at > unixepoch() * 1000 + 1000";
    assert_eq!(desk.number(now), 0, "no way in is left open");
    assert_eq!(desk.done(&["device", "list"]), "");
    desk.refused(&["device", "revoke", &uuid::Uuid::nil().to_string()]);
    desk.refused(&["account", "role", "nobody", "worker"]);
    let said = desk.done(&["audit", "--action", "account"]);
    assert_eq!(said.lines().count(), 2, "added, disabled: {said}");
    let said = desk.done(&["audit", "--action", "role_changed"]);
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_roster_without_a_good_row_is_a_failure() {
    let desk = Desk::furnished();
    let bad = desk.file("bad.csv", "lane,number,adults\nA,,2\nA,1,many\n");
    let output = desk.run(&["import-roster", &bad, "--area", "350581106201", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap()["accepted"], 0);
    let some = desk.file("some.csv", "lane,number\nA,\nA,5\n");
    desk.done(&["import-roster", &some, "--area", "350581106201"]);
}

#[test]
fn settings_come_from_four_places() {
    let desk = Desk(tempfile::tempdir().unwrap());
    let file =
        desk.file("nfv.toml", "request_seconds = 7\ndrain_seconds = 8\nhttps_names = [\"nfv.test\", \"10.0.0.9\"]\n");
    let settings = [("CONFIG", file.as_str()), ("DRAIN_SECONDS", "9"), ("METRICS_TOKEN", "s3cret")];
    let arguments = ["config", "--invitation-hours", "1", "--database-url", "postgres://nfv:s3cret@db/nfv"];
    let output = desk.run_with(&settings, &arguments);
    let said = String::from_utf8(output.stdout).unwrap();
    for line in [
        "request_seconds = 7  # file",
        "drain_seconds = 9  # environment",
        "invitation_hours = 1  # command line",
        "sign_in_attempts = 5  # default",
        "https_names = [\"nfv.test\", \"10.0.0.9\"]  # file",
        "database_url = \"postgres://nfv:…@db/nfv\"  # command line",
        "metrics_token = \"(hidden)\"  # environment",
        "# public_url is not set",
    ] {
        assert!(said.lines().any(|found| found == line), "{line} in\n{said}");
    }
    assert!(!said.contains("s3cret"), "{said}");
    said.parse::<toml::Table>().unwrap();
    desk.file("wrong.toml", "request_second = 7\n");
    let output = desk.run(&["config", "--config", "wrong.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("did you mean request_seconds?"));
}
