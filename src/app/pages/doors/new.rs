//! A door that the roster lacks: a household, a rented room, a unit.
//!
//! Test ids: `new-kind-<kind>` `new-village` `new-<field>` `new-tag-<tag>` `new-save`.

use dioxus::prelude::*;
use std::collections::BTreeMap;

use crate::{
    app::{
        ask::ask,
        components::{Chip, ChipField, Icon, IconKind, TagField, TextField, VillageField, toast, use_village_choice},
        routes::Route,
        saving::{SaveForm, use_saving},
        text::{t, text_of_code},
    },
    device::messages::{Failure, Request},
    domain::{
        facts::{DoorKind, field},
        ids::{AreaId, EntityId},
    },
};

/// What is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Household,
    RentedRoom,
    Unit,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Household, Self::RentedRoom, Self::Unit];

    const fn code(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::RentedRoom => "rented-room",
            Self::Unit => "unit",
        }
    }

    fn chip(self, chosen: Self) -> Chip {
        let code = self.code();
        Chip::new(code, t!(&format!("door-new-{code}")), self == chosen).tested_as(format!("new-kind-{code}"))
    }

    fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    const fn door(self) -> DoorKind {
        match self {
            Self::Household | Self::RentedRoom => DoorKind::Household,
            Self::Unit => DoorKind::Unit,
        }
    }

    /// The field that is chosen from codes.
    const fn codes(self) -> &'static str {
        match self {
            Self::Household | Self::RentedRoom => field::TAGS,
            Self::Unit => field::UNIT_KIND,
        }
    }

    /// What is asked for; the number alone is needed.
    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Household => &[field::LANE, field::NUMBER, field::NAME, field::PHONE, field::ADULTS],
            Self::RentedRoom => {
                &[field::LANE, field::NUMBER, field::NAME, field::PHONE, field::ADULTS, field::LANDLORD, field::SINCE]
            }
            Self::Unit => &[
                field::LANE,
                field::NUMBER,
                field::NAME,
                field::RESPONSIBLE,
                field::PHONE,
                field::STAFF,
                field::INTERVAL,
            ],
        }
    }
}

/// The page.
#[component]
pub(crate) fn NewDoor() -> Element {
    let choice = use_village_choice();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::DoorsPage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-doors")}
            }
        }
        h1 { {t!("door-new")} }
        VillageField { choice, id: "new-village" }
        NewDoorForm {
            village: choice.village(),
            onsaved: move |id| {
                navigator().replace(Route::DoorPage { id });
            },
        }
    }
}

/// What is registered, in a lane that may be known already.
#[component]
pub(crate) fn NewDoorForm(
    village: Option<AreaId>,
    #[props(default)] lane: String,
    onsaved: EventHandler<EntityId>,
) -> Element {
    let mut kind = use_signal(|| Kind::Household);
    let fields = use_signal(|| BTreeMap::from([(field::LANE.to_owned(), lane)]));
    let saving = use_saving();
    let save = move || async move {
        let village = village.ok_or(Failure::NotFound)?;
        let mut all: BTreeMap<String, String> = fields()
            .into_iter()
            .filter(|(name, _)| kind().fields().contains(&name.as_str()) || *name == kind().codes())
            .collect();
        if kind() == Kind::RentedRoom {
            all.insert(field::RESIDENCE.into(), "migrant".into());
        }
        let id = ask!(Request::RegisterDoor { village, kind: kind().door(), fields: all }, Registered)?;
        toast::show_saved(t!("saved-here"));
        onsaved.call(id);
        Ok(())
    };
    rsx! {
        SaveForm { saving, testid: "new-save", label: t!("save"), onsave: move |()| saving.run(save()),
            ChipField {
                legend: t!("door-new-kind"),
                chips: Kind::ALL.map(|one| one.chip(kind())).to_vec(),
                onpick: move |code: String| {
                    if let Some(picked) = Kind::of(&code) {
                        kind.set(picked);
                    }
                },
            }
            if kind() == Kind::Unit {
                UnitKind { fields }
            }
            PeopleFields { names: kind().fields(), fields, with_tags: kind().door() == DoorKind::Household }
        }
    }
}

/// A shop, a school …
#[component]
fn UnitKind(fields: Signal<BTreeMap<String, String>>) -> Element {
    let chosen = fields.read().get(field::UNIT_KIND).cloned().unwrap_or_default();
    let chip = |kind| {
        Chip::new(kind, text_of_code("unit-kind", kind), chosen == kind).tested_as(format!("new-unit-kind-{kind}"))
    };
    rsx! {
        ChipField {
            legend: text_of_code("field", field::UNIT_KIND),
            chips: field::UNIT_KINDS.map(chip).to_vec(),
            onpick: move |kind| {
                let mut fields = fields;
                fields.write().insert(field::UNIT_KIND.to_owned(), kind);
            },
        }
    }
}

/// Fields of a door, and its key groups.
#[component]
pub(crate) fn PeopleFields(
    names: &'static [&'static str],
    fields: Signal<BTreeMap<String, String>>,
    with_tags: bool,
    #[props(default = "new")] prefix: &'static str,
) -> Element {
    let tags = fields.read().get(field::TAGS).cloned().unwrap_or_default();
    rsx! {
        for name in names.iter().copied() {
            TextField {
                key: "{name}",
                label: text_of_code("field", name),
                id: "{prefix}-{name}",
                testid: "{prefix}-{name}",
                kind: kind_of(name),
                initial: fields.peek().get(name).cloned().unwrap_or_default(),
                oninput: move |text| {
                    let mut fields = fields;
                    fields.write().insert(name.to_owned(), text);
                },
            }
        }
        if with_tags {
            TagField {
                tags,
                prefix,
                onchange: move |tags| {
                    let mut fields = fields;
                    fields.write().insert(field::TAGS.to_owned(), tags);
                },
            }
        }
    }
}

/// Which keyboard a field wants.
pub(crate) fn kind_of(name: &str) -> &'static str {
    match name {
        field::PHONE => "tel",
        field::ADULTS | field::STAFF | field::INTERVAL => "number",
        field::SINCE => "month",
        _ => "text",
    }
}
