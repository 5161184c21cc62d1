//! The binary as scripts use it: commands, exit codes, JSON, the demo township.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
};
use tempfile::TempDir;

const VILLAGES: &str = "code,parent_code,level,name
350581,,county,C
350581106,350581,township,T
350581106201,350581106,village,V
";

struct Desk(TempDir);

impl Desk {
    fn open() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let url = format!("sqlite://{}", self.folder().join("data/nfv.sqlite").display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_sync-server"));
        command.env_clear().env("DATABASE_URL", url).env("PUBLIC_URL", "https://nfv.example/").env("LOG", "warn");
        command.args(arguments).current_dir(self.folder()).output().unwrap()
    }

    /// Standard output of a command that must succeed.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_slice(&self.run(arguments).stdout).unwrap()
    }

    fn file(&self, name: &str, content: &str) -> String {
        fs::write(self.folder().join(name), content).unwrap();
        name.to_owned()
    }

    fn count(&self, sql: &str) -> i64 {
        let database = rusqlite::Connection::open(self.folder().join("data/nfv.sqlite")).unwrap();
        database.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

#[test]
fn help_lists_every_setting_with_its_variable() {
    let help = Desk::open().done(&["--help"]);
    for variable in
        ["DATABASE_URL", "LISTEN", "WEB_DIR", "PUBLIC_URL", "ZONE_MINUTES", "INVITATION_HOURS", "LOG_FORMAT"]
    {
        assert!(help.contains(&format!("[env: {variable}")), "{variable} in {help}");
    }
}

#[test]
fn a_database_that_is_not_there_is_named_without_its_password() {
    let desk = Desk::open();
    let output = desk.run(&["--database-url", "postgres://nfv:secret@127.0.0.1:1/nfv", "serve"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.is_empty() && !said.contains("secret"), "{said}");
}

#[test]
fn areas_are_taken_whole_or_not_at_all() {
    let desk = Desk::open();
    let orphan = desk.file("orphan.csv", &format!("{VILLAGES}350581199201,350581199,village,W\n"));
    let output = desk.run(&["import-areas", &orphan, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&said["accepted"], &said["rejected"][0]["row"]), (&0.into(), &5.into()));
    assert_eq!(said["rejected"][0]["reason"], "orphan");
    assert_eq!(desk.count("SELECT count(*) FROM event"), 0);
    let areas = desk.file("areas.csv", VILLAGES);
    assert!(desk.done(&["import-areas", &areas]).contains("3 areas"));
    let events = desk.count("SELECT count(*) FROM event");
    assert_eq!(events, 5, "the county in its own log, the others in their parent's too");
    desk.done(&["import-areas", &areas]);
    assert_eq!(desk.count("SELECT count(*) FROM event"), events, "what is known already is not written again");
    desk.done(&["import-areas", &desk.file("areas.csv", &VILLAGES.replace(",V\n", ",V2\n"))]);
    assert_eq!(desk.count("SELECT count(*) FROM event"), events + 2, "a new name");
}

#[test]
fn a_roster_by_contract() {
    let desk = Desk::open();
    desk.done(&["import-areas", &desk.file("areas.csv", VILLAGES)]);
    let list = desk.file("list.csv", "lane,number,adults\nA,1,2\nA,,2\nA,1,2\nA,2,many\n");
    let arguments = ["import-roster", &list, "--area", "350581106201", "--json"];
    let dry = desk.json(&[arguments.as_slice(), &["--dry-run"]].concat());
    assert_eq!((&dry["rows"], &dry["accepted"]), (&4.into(), &1.into()));
    let named: Vec<_> =
        dry["rejected"].as_array().unwrap().iter().map(|bad| (&bad["row"], &bad["column"], &bad["reason"])).collect();
    assert_eq!(
        named,
        [
            (&3.into(), &"number".into(), &"number_missing".into()),
            (&4.into(), &"number".into(), &"duplicate_in_file".into()),
            (&5.into(), &"adults".into(), &"not_a_number".into()),
        ]
    );
    assert_eq!(desk.count("SELECT count(*) FROM door"), 0, "a dry run writes nothing");
    for _ in 0..2 {
        assert_eq!(desk.json(&arguments)["accepted"], 1);
        assert_eq!(desk.count("SELECT count(*) FROM event WHERE kind LIKE 'door.%'"), 1, "again changes nothing");
    }
    let more = desk.file("list.csv", "lane,number,adults\nA,1,3\n");
    desk.done(&["import-roster", &more, "--area", "350581106201"]);
    assert_eq!(desk.count("SELECT adults FROM door"), 3);
    assert_eq!(desk.count("SELECT conflict FROM door"), 0, "the edit names the head it saw");
    assert_eq!(desk.count("SELECT count(DISTINCT device_id) FROM event"), 1, "the server's own device");
    assert_eq!(desk.run(&["import-roster", &more, "--area", "999999"]).status.code(), Some(1));
    assert_eq!(desk.run(&["import-roster", &more, "--area", "350581106"]).status.code(), Some(1), "no village");
}

#[test]
fn the_first_account_comes_in_by_link() {
    let desk = Desk::open();
    desk.done(&["import-areas", &desk.file("areas.csv", VILLAGES)]);
    let said = desk.done(&["account", "add", "R", "--role", "reviewer", "--area", "350581106", "--password"]);
    assert_eq!(said.split_whitespace().count(), 2, "name and password: {said}");
    let link = desk.done(&["enrol", "R"]);
    assert!(link.starts_with("https://nfv.example/join/"), "{link}");
    assert!(desk.json(&["enrol", "R", "--json"])["link"].as_str().unwrap().starts_with("https://nfv.example/join/"));
    assert_eq!(desk.run(&["enrol", "nobody"]).status.code(), Some(1));
    let again = desk.run(&["account", "add", "R", "--role", "worker", "--area", "350581106201"]);
    assert_eq!(again.status.code(), Some(1));
}

#[test]
fn the_demo_township() {
    let desk = Desk::open();
    let said = desk.done(&["demo"]);
    let links: Vec<Value> =
        serde_json::from_slice(&fs::read(desk.folder().join("data/demo-links.json")).unwrap()).unwrap();
    for role in ["reviewer", "worker", "tablet"] {
        let link = links.iter().find(|link| link["role"] == role).unwrap();
        assert!(said.contains(link["link"].as_str().unwrap()), "{role} in {said}");
    }
    assert!(links[0]["password"].is_string(), "the reviewer signs in at a desk");
    for name in ["nfv.sqlite", "demo-links.json"] {
        let mode = fs::metadata(desk.folder().join("data").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name} is not for others of the machine");
    }
    let by_village = "SELECT count(*) AS doors, sum(tags <> '') AS tagged, sum(last_visit IS NOT NULL) AS visited
                      FROM door WHERE kind = 'household' GROUP BY log_id";
    let villages = |having: &str| desk.count(&format!("SELECT count(*) FROM ({by_village}) WHERE {having}"));
    assert_eq!(villages("doors > 0"), 24);
    assert_eq!(villages("doors BETWEEN 10 AND 12"), 1, "one small village");
    assert_eq!(villages("tagged = 0"), 1, "one without key groups");
    assert_eq!(villages("visited = 0"), 1, "one without visits");
    assert!((5_800..6_400).contains(&desk.count("SELECT count(*) FROM door WHERE kind = 'household'")));
    assert!((90..=120).contains(&desk.count("SELECT count(*) FROM door WHERE kind = 'unit'")));
    assert_eq!(desk.count("SELECT count(*) FROM held"), 0);
    assert!(desk.count("SELECT count(DISTINCT kind) FROM event") >= 12);
    let again = desk.run(&["demo"]);
    assert_eq!(again.status.code(), Some(1), "never among other data");
}

const PLEDGE: &str = include_str!("../../docs/pledge-example.json");

#[test]
fn an_exported_pledge_is_checked_with_no_database_and_its_broken_link_is_named() {
    let desk = Desk::open();
    let file = desk.file("pledge.json", PLEDGE);
    let url = ["--database-url", "postgres://nfv@127.0.0.1:1/nfv"];
    let said = desk.done(&[&url[..], &["verify", &file]].concat());
    for part in ["genuine", "李四", "withdrawn    2026-", "follows the one before it", "server key   "] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let key = said.split("server key   ").nth(1).unwrap()[..64].to_owned();
    assert!(desk.done(&["verify", &file, "--key", &key]).contains("as expected"));
    assert!(!desk.folder().join("data").exists(), "no database was made");
    let broken = |content: &str, more: &[&str]| {
        let file = desk.file("other.json", content);
        let output = desk.run(&[&["verify", &file], more].concat());
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(broken(PLEDGE, &["--key", &"00".repeat(32)]).contains("broken: server key"));
    assert!(broken(&PLEDGE.replace("李四", "李三"), &[]).contains("broken: event"));
    assert!(broken(&PLEDGE.replace("不转账", "转账"), &[]).contains("broken: text"));
    assert!(broken(&PLEDGE.replace("\n  \"text\"", "\n \"text\""), &[]).contains("broken: form"));
    assert!(broken("{}", &[]).contains("broken: form"));
    assert!(broken("", &[]).contains("broken: form"));
    assert_eq!(desk.run(&["verify", &file, "--key", "zz"]).status.code(), Some(2));
    assert_eq!(desk.run(&["verify", "nowhere.json"]).status.code(), Some(1));
}
