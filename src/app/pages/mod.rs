//! One folder a page.

pub(super) mod certificate;
pub(super) mod clues;
pub(super) mod conflicts;
pub(super) mod contacts;
pub(super) mod day;
pub(super) mod desk_audit;
pub(super) mod desk_decide;
pub(super) mod desk_erase;
pub(super) mod desk_moves;
pub(super) mod desk_overview;
pub(crate) mod desk_parts;
pub(super) mod desk_people;
pub(super) mod desk_roster;
pub(super) mod desk_village;
pub(super) mod door;
pub(super) mod doors;
pub(super) mod handbook;
pub(super) mod help;
pub(super) mod join;
pub(super) mod lock;
pub(super) mod me;
pub(super) mod not_found;
pub(super) mod note;
pub(super) mod pledge;
pub(super) mod records;
pub(super) mod sample;
pub(super) mod sweep;
pub(super) mod today;
pub(super) mod visit;
pub(super) mod visual;
pub(super) mod welcome;

pub(crate) use doors::{NewDoorForm, PeopleFields, kind_of};
pub(crate) use handbook::{Share, handbook_texts};
pub(crate) use help::{fraud_name, keep_contacts};
pub(crate) use sweep::Lane;
pub(crate) use visit::DateField;
