//! Where one can be.

use dioxus::prelude::*;

use super::{
    frame::{Gate, Shell},
    map::{MapPage, MapWalk},
    pages::{
        certificate::CertificatePage,
        clues::CluesPage,
        conflicts::Conflicts,
        contacts::ContactsPage,
        day::{DayPage, DayPlan},
        desk_audit::DeskAudit,
        desk_decide::DeskDecide,
        desk_erase::DeskErase,
        desk_moves::DeskMoves,
        desk_overview::DeskOverview,
        desk_people::DeskPeople,
        desk_roster::DeskRoster,
        desk_village::DeskVillage,
        door::{DoorPage, PhotoPage},
        doors::{DoorsPage, NewDoor},
        handbook::HandbookPage,
        help::{HelpAfter, HelpPage, HelpSent, HelpWords},
        join::Join,
        lock::PinPage,
        me::Me,
        not_found::NotFound,
        note::{NoteForm, NotePage},
        pledge::{PledgePage, collective::CollectivePage, paper::PledgePaper},
        records::Records,
        sample::SamplePage,
        sweep::{Lane, SweepLanes, SweepPage, SweepRoom},
        today::TodayPage,
        visit::VisitPage,
        visual::VisualSystem,
        welcome::Welcome,
    },
};
use crate::domain::{
    ids::{AreaId, EntityId, EventId},
    photo::BlobHash,
};

/// A page and what it is about.
#[derive(Clone, Debug, PartialEq, Routable)]
#[rustfmt::skip]
pub(crate) enum Route {
    // Outside the gate: these need no database.
    #[route("/help")]
    HelpPage {},
    #[route("/help/sent")]
    HelpSent {},
    #[route("/help/words/:fraud")]
    HelpWords { fraud: String },
    #[route("/visual-system")]
    VisualSystem {},
    #[layout(Gate)]
        #[route("/welcome")]
        Welcome {},
        #[route("/join/:code")]
        Join { code: String },
        #[layout(Shell)]
            #[route("/")]
            TodayPage {},
            #[route("/doors")]
            DoorsPage {},
            #[route("/doors/new")]
            NewDoor {},
            #[route("/doors/:id")]
            DoorPage { id: EntityId },
            #[route("/doors/:id/pledge/paper")]
            PledgePaper { id: EntityId },
            #[route("/collective")]
            CollectivePage {},
            #[route("/pledges/:id")]
            CertificatePage { id: EventId },
            #[route("/doors/:id/visit?:outcome")]
            VisitPage { id: EntityId, outcome: String },
            #[route("/map")]
            MapPage {},
            #[route("/me")]
            Me {},
            #[route("/me/records")]
            Records {},
            #[route("/me/conflicts")]
            Conflicts {},
            #[route("/me/contacts")]
            ContactsPage {},
            #[route("/me/handbook?:find")]
            HandbookPage { find: String },
            #[route("/note")]
            NotePage {},
            #[route("/note/:what")]
            NoteForm { what: String },
            #[route("/days/new")]
            DayPlan {},
            #[route("/days/:id")]
            DayPage { id: EntityId },
            #[route("/help/after")]
            HelpAfter {},
            #[route("/me/pin")]
            PinPage {},
            #[route("/doors/:id/photos/:hash")]
            PhotoPage { id: EntityId, hash: BlobHash },
            #[route("/clues")]
            CluesPage {},
            #[route("/sample/:village")]
            SamplePage { village: AreaId },
            #[route("/sweep")]
            SweepLanes {},
            #[route("/sweep/:village?:lane")]
            SweepPage { village: AreaId, lane: Lane },
            #[route("/sweep/:village/new?:lane")]
            SweepRoom { village: AreaId, lane: Lane },
            #[route("/map/walk?:of")]
            MapWalk { of: String },
            #[route("/desk")]
            DeskOverview {},
            #[route("/desk/villages/:id")]
            DeskVillage { id: AreaId },
            #[route("/desk/roster")]
            DeskRoster {},
            #[route("/desk/moves")]
            DeskMoves {},
            #[route("/desk/people")]
            DeskPeople {},
            #[route("/desk/decide")]
            DeskDecide {},
            #[route("/desk/erase")]
            DeskErase {},
            #[route("/desk/audit")]
            DeskAudit {},
        #[end_layout]
        #[route("/doors/:id/pledge")]
        PledgePage { id: EntityId },
        #[route("/:..segments")]
        NotFound { segments: Vec<String> },
}

impl Route {
    /// Whether something half-made is open here: no banner may lead away.
    pub(crate) const fn is_form(&self) -> bool {
        matches!(
            self,
            Self::VisitPage { .. }
                | Self::PledgePage { .. }
                | Self::PledgePaper { .. }
                | Self::Join { .. }
                | Self::NoteForm { .. }
                | Self::PinPage {}
                | Self::NewDoor {}
                | Self::DayPlan {}
                | Self::SamplePage { .. }
                | Self::SweepRoom { .. }
                | Self::DeskRoster {}
                | Self::DeskMoves {}
                | Self::DeskErase {}
        )
    }
}
