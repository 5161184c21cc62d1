//! Pieces that several pages are made of.

mod chip_field;
mod coverage_bar;
mod door_row;
mod door_state;
mod draft;
mod failure_box;
mod icon;
pub(crate) mod keypad;
mod photo;
mod photo_field;
mod qr;
pub(crate) mod signature;
mod standpoint_field;
mod tag_field;
mod text_field;
mod thumb;
pub(crate) mod toast;

pub(crate) use chip_field::{Chip, ChipField};
pub(crate) use coverage_bar::CoverageBar;
pub(crate) use door_row::{DoorRow, PledgeBadge, TagList, place};
pub(crate) use door_state::{StateLabel, StateShape};
pub(crate) use draft::{DraftNotice, DraftOf, use_draft};
pub(crate) use failure_box::{Empty, FailureBox, Waiting};
pub(crate) use icon::{Icon, IconKind, Mark, MarkKind};
pub(crate) use keypad::{Keypad, PinPad};
pub(crate) use photo::{PhotoThumb, source as photo_source};
pub(crate) use photo_field::{PhotoField, add_photo};
pub(crate) use qr::QrImage;
pub(crate) use standpoint_field::StandpointField;
pub(crate) use tag_field::TagField;
pub(crate) use text_field::TextField;
pub(crate) use thumb::Thumb;
pub(crate) use toast::ToastView;
