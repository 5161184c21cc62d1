//! `POST /v1/imports`: a dry run against what the village has.

use nfv::sync::enrolment::Role;

use super::{
    Town,
    town::{TOWNSHIP, VILLAGE},
};

const LIST: &str = "巷,门牌,户主\n东路,1号,蔡示例\n东路,,王某甲\n";

#[tokio::test]
async fn a_preview_names_bad_rows_and_writes_nothing() {
    let town = Town::found();
    let reviewer = town.person_as(Role::Reviewer);
    let path = format!("/v1/imports?village={}", town.area(VILLAGE));
    for _ in 0..2 {
        let preview = town.post(&path, Some(&reviewer.token), LIST).await.json();
        assert_eq!((&preview["rows"], &preview["accepted"]), (&2.into(), &1.into()), "{preview}");
        assert_eq!(preview["rejected"][0]["row"], 3);
        assert_eq!(preview["rejected"][0]["reason"], "number_missing");
        assert_eq!(preview["plan"][0]["action"], "register", "the first preview registered nothing");
    }
    let audit = town.audit();
    assert_eq!(audit.last().unwrap(), &("import".to_owned(), "2 rows, 1 accepted".to_owned()));
}

#[tokio::test]
async fn what_cannot_be_read_or_is_no_village() {
    let town = Town::found();
    let reviewer = town.person_as(Role::Reviewer);
    let token = Some(reviewer.token.as_str());
    let path = format!("/v1/imports?village={}", town.area(VILLAGE));
    assert_eq!(town.post(&path, token, "").await.says(), (422, "empty_file".into()));
    assert_eq!(town.post(&path, token, &b"PK\x03\x04 cut"[..]).await.says(), (422, "unreadable_file".into()));
    assert_eq!(town.post(&path, token, vec![b'x'; (8 << 20) + 1]).await.says(), (413, "too_large".into()));
    let township = format!("/v1/imports?village={}", town.area(TOWNSHIP));
    assert_eq!(town.post(&township, token, LIST).await.says(), (404, "unknown_area".into()));
    assert_eq!(town.post("/v1/imports", token, LIST).await.says(), (400, "bad_request".into()));
}
