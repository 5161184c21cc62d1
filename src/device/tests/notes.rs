//! What is noted besides visits: points, activities, messages, topics.

use super::*;
use crate::{
    device::messages::{NewNote, VillageNotes},
    domain::facts::{ActivityHeld, MessageSent, PointRegistered, TopicPublished},
    store::tests::world::{TOWNSHIP, VILLAGE, area_id},
};

fn notes(bench: &Bench) -> VillageNotes {
    let Ok(Reply::VillageNotes(notes)) = bench.ask(Request::VillageNotes { village: None }) else { panic!("no notes") };
    *notes
}

fn down(bench: &Bench, note: NewNote) -> Answer {
    bench.ask(Request::NoteDown { area: area_id(VILLAGE), note })
}

#[test]
fn points_activities_and_messages_stand_in_the_villages_list_and_duties() {
    let bench = Bench::with(&[]);
    let today = bench.status().today;
    let point = PointRegistered { place: "market".into(), name: "gate".into(), at: None };
    down(&bench, NewNote::Point(point.clone())).unwrap();
    let id = notes(&bench).points[0].id;
    assert_eq!(notes(&bench).points[0].last, None);
    down(&bench, NewNote::Check { point: id, present: false }).unwrap();
    assert_eq!(notes(&bench).points[0].last, Some((today, false)));
    let sent = |on| NewNote::Message(MessageSent { duty: "group_message".into(), on });
    down(&bench, sent(today)).unwrap();
    down(&bench, sent(today.plus(-14))).unwrap();
    assert_eq!(down(&bench, sent(today.plus(1))), Err(Failure::Invalid { code: "note_day".into() }));
    let held = ActivityHeld { duty: "activity".into(), on: today, title: "talk".into(), attendance: 40 };
    down(&bench, NewNote::Activity(held.clone())).unwrap();
    let nameless = NewNote::Activity(ActivityHeld { title: " ".into(), ..held });
    assert_eq!(down(&bench, nameless), Err(Failure::Invalid { code: "note_name".into() }));
    let notes = notes(&bench);
    assert_eq!(notes.deeds.iter().map(|deed| deed.on).collect::<Vec<_>>(), [today, today, today.plus(-14)]);
    // The message of two weeks ago is no part of this week.
    let done: Vec<_> = notes.duties.iter().map(|duty| (duty.kind.as_str(), duty.done, duty.of)).collect();
    assert!(done.contains(&("group_message", 1, 2)), "{done:?}");
    assert!(done.contains(&("activity", 1, 1)), "{done:?}");
    assert!(!done.iter().any(|duty| duty.0 == "inspection"), "the township's duty is not the village's");
}

#[test]
fn the_last_topic_published_for_today_is_told() {
    let bench = Bench::with(&[]);
    let today = bench.status().today;
    let told = || {
        let Ok(Reply::Today(today)) = bench.ask(Request::Today) else { panic!("no day") };
        today.topic.map(|topic| topic.text)
    };
    assert_eq!(told(), None);
    let topic = |text: &str, from, until| {
        let (fraud, text, cases) = ("brushing".into(), text.into(), vec!["case".to_owned()]);
        bench.wall.set(bench.wall.get() + 1_000);
        down(&bench, NewNote::Topic(TopicPublished { fraud, from, until, text, cases }))
    };
    topic("first", today.plus(-3), today.plus(3)).unwrap();
    topic("second", today, today).unwrap();
    topic("over", today.plus(-9), today.plus(-1)).unwrap();
    topic("to come", today.plus(1), today.plus(9)).unwrap();
    assert_eq!(told().as_deref(), Some("second"));
    assert_eq!(topic("turned round", today, today.plus(-1)), Err(Failure::Invalid { code: "topic".into() }));
    // Who may not write there is refused, and nothing is recorded.
    let (fraud, text, cases) = ("brushing".into(), "x".into(), Vec::new());
    let note = NewNote::Topic(TopicPublished { fraud, from: today, until: today, text, cases });
    let refused = bench.ask(Request::NoteDown { area: area_id(TOWNSHIP + 90), note });
    assert_eq!(refused, Err(Failure::Refused { code: "forbidden".into() }));
}
