//! One suite over the server's store on SQLite, on PostgreSQL and on PostgreSQL with partitions; and all three side by side.
//!
//! Tests on PostgreSQL need a server that `TEST_POSTGRES_URL` names and are ignored otherwise; `cargo xtask test server`
//! starts one and runs them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by ending")]

#[path = "databases/home.rs"]
mod home;
#[path = "databases/logs.rs"]
mod logs;
#[path = "databases/pledges.rs"]
mod pledges;
#[path = "databases/postgres.rs"]
mod postgres;
#[path = "databases/projections.rs"]
mod projections;
#[path = "databases/side_by_side.rs"]
mod side_by_side;
#[path = "databases/writers.rs"]
mod writers;

use home::Kind;

macro_rules! suite {
    ($($part:ident :: $name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::$part::$name(super::Kind::Sqlite); })*
        }
        mod on_postgres {
            $(#[test] #[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
            fn $name() { super::$part::$name(super::Kind::Postgres { partitions: 0 }); })*
        }
        mod on_postgres_partitioned {
            $(#[test] #[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
            fn $name() { super::$part::$name(super::Kind::Postgres { partitions: 4 }); })*
        }
    };
}

suite![
    logs::sequences_have_no_gaps_and_prints_add_up,
    logs::a_second_offer_is_a_duplicate_even_without_a_right,
    logs::another_event_under_the_same_id_is_loud,
    logs::without_a_right_it_is_held_until_the_right_comes,
    logs::a_receipt_keeps_the_stamps_on_another_database,
    logs::time_never_goes_back_within_a_log,
    logs::one_number_for_two_events_betrays_a_clone,
    logs::an_unknown_log_is_refused_and_the_rest_is_stored,
    logs::windows_are_parts_of_the_whole,
    logs::opening_again_finds_everything,
    projections::a_rebuild_gives_the_same_tables,
    projections::tallies_equal_their_recount,
    projections::an_open_round_counts_what_is_there_already,
    projections::another_zone_moves_days,
    writers::many_writers_on_one_log,
    writers::many_writers_on_many_logs,
    writers::a_round_opens_while_others_visit,
    pledges::every_pledge_gets_one_place_whoever_counts,
    pledges::a_restored_database_lacks_none,
];
