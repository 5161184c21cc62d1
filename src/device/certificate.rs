//! What a signed pledge is worth later: its certificate, the server's countersignature, the file that proves it alone.
//!
//! Evidence is asked for after a sync, only where some lacks, and when somebody looks at a pledge; it is checked here and
//! kept. From then on everything works without a network.

use super::{
    content,
    doors::{delivery, fact, retraction},
    messages::{Answer, CertificateView, Countersigned, Failure, Notice, Reply},
    service::Device,
};
use crate::{
    domain::{
        event::{Event, Hash},
        facts::{Fact, PledgeSigned},
        ids::{EntityId, EventId, LogId},
        pledge::{
            code::Code,
            evidence::{Evidence, NodeHash},
            file::{PledgeFile, Proven, Text},
            text_hash,
        },
        stored::{StoredFact, standing},
    },
    store::{Fate, Store, lines, projection},
    sync::{
        evidence::{EventRef, EvidenceReply, EvidenceRequest, MAX_ASKED},
        ports::{Clock, Rng, Transport},
    },
};

/// What the server is asked about, and the event with its hash where it is kept here.
type Wanted = (EventRef, Option<(Hash, Event)>);

/// A signing as it was made, wherever it is kept here.
struct Original {
    /// The log and entity where it is kept.
    place: (LogId, EntityId),
    /// Itself: what was forwarded, as it was recorded.
    event: Event,
    pledge: PledgeSigned,
    fate: Fate,
}

impl Original {
    fn find(store: &Store, id: EventId) -> Result<Self, Failure> {
        let place = store.place_of(id)?.ok_or(Failure::NotFound)?;
        let (stored, fate) = store.event(place.0, id)?.ok_or(Failure::NotFound)?;
        let event = as_recorded(stored.event);
        let Fact::PledgeSigned(pledge) = Fact::parse(&event.header.kind, &event.body) else {
            return Err(Failure::NotFound);
        };
        Ok(Self { place, event, pledge, fate })
    }

    /// The event that withdrew it, as it was recorded, with its moment and reason.
    fn withdrawal(&self, store: &Store) -> Result<Option<(Event, u64, String)>, Failure> {
        let events = store.events_of(self.place.0, self.place.1)?;
        let facts: Vec<StoredFact> = events.iter().map(fact).collect();
        let target = self.event.header.event_id;
        let found = standing(facts.iter()).into_iter().find_map(|fact| match &fact.fact {
            Fact::PledgeWithdrawn(withdrawn) if withdrawn.target == target => {
                Some((fact.event_id, fact.effective.unix_ms(), withdrawn.reason.clone()))
            }
            _ => None,
        });
        let Some((id, at, reason)) = found else { return Ok(None) };
        let mut as_recorded = events.into_iter().map(|stored| as_recorded(stored.event));
        let event = as_recorded.find(|event| event.header.event_id == id);
        Ok(event.map(|event| (event, at, reason)))
    }
}

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) fn certificate(&self, event: EventId) -> Answer {
        Ok(Reply::Certificate(Box::new(self.certificate_of(event)?)))
    }

    /// With the server's word, asked for now if it is not here yet.
    pub(super) async fn ask_certificate(&self, event: EventId) -> Answer {
        let mut wanted = Vec::new();
        {
            let store = self.store.get();
            let original = Original::find(&store, event)?;
            let withdrawal = original.withdrawal(&store)?.map(|(event, ..)| event);
            for event in [Some(original.event), withdrawal].into_iter().flatten() {
                let EventRef { log, event: id } = reference(&event);
                if store.evidence(log, id)?.is_none() {
                    wanted.push((reference(&event), Some((event.hash(), event))));
                }
            }
        }
        if !wanted.is_empty() {
            self.ask_evidence(wanted).await?;
        }
        self.certificate(event)
    }

    pub(super) fn certificate_of(&self, id: EventId) -> Result<CertificateView, Failure> {
        let (_, today) = self.zone_and_today()?;
        let store = self.store.get();
        let original = Original::find(&store, id)?;
        let EventRef { log, event } = reference(&original.event);
        let (at, door) = original.place;
        let listed = lines::one(store.conn(), door, today)?;
        let village = listed.as_ref().and_then(|listed| listed.village);
        let village = village.map(|village| projection::area(store.conn(), village)).transpose()?.flatten();
        let facts: Vec<StoredFact> = store.events_of(at, door)?.iter().map(fact).collect();
        let withdrawn = original.withdrawal(&store)?.map(|(_, at, reason)| (at, reason));
        let hash = original.event.hash();
        let evidence = store.evidence(log, event)?;
        Ok(CertificateView {
            event,
            door,
            label: listed.map(|listed| listed.label()).unwrap_or_default(),
            village: village.map(|village| village.name).unwrap_or_default(),
            code: Code::of(&hash).to_string(),
            text: signed_text(&original.pledge),
            signed_at: original.event.header.stamp.unix_ms(),
            hash: hex::encode(hash),
            delivery: delivery(&original.fate),
            countersigned: evidence.as_ref().map(countersigned),
            link: store.pledge_server()?.is_some_and(|server| server.link),
            withdrawn,
            retracted: retraction(&facts, event),
            pledge: original.pledge,
        })
    }

    /// Everything of one pledge as a file that `sync-server verify` checks alone.
    pub(super) fn export_pledge(&self, id: EventId) -> Answer {
        let unproven = || Failure::Invalid { code: "no_evidence".into() };
        let store = self.store.get();
        let original = Original::find(&store, id)?;
        let text = signed_text(&original.pledge).ok_or_else(|| Failure::Invalid { code: "pledge_text".into() })?;
        let text = Text { id: text.id, title: text.title, paragraphs: text.paragraphs };
        let withdrawal = original.withdrawal(&store)?.map(|(event, ..)| event);
        let signing = proven(&store, original.event)?.ok_or_else(unproven)?;
        // A withdrawal that the server has not heard of yet proves nothing to strangers: it is in a later file.
        let withdrawal = withdrawal.map(|event| proven(&store, event)).transpose()?.flatten();
        let file = PledgeFile::of(text, signing, withdrawal);
        let name = format!("pledge-{}.json", file.code);
        let written = file.to_bytes().ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let content = written.ok_or_else(|| Failure::Defect { detail: "pledge file".into() })?;
        Ok(Reply::Export(name, content))
    }

    /// After a sync: evidence of own pledges that the server has and has said nothing about. Costs nothing when none lacks.
    pub(super) async fn ask_lacking_evidence(&self) -> Result<(), Failure> {
        loop {
            let mut wanted = Vec::new();
            {
                let store = self.store.get();
                if store.account()?.is_none_or(|account| account.revoked) {
                    return Ok(());
                }
                for one in store.lacking_evidence(self.clock.wall_ms(), MAX_ASKED)? {
                    let here = store.event(one.log, one.event)?;
                    wanted.push((one, here.map(|(stored, _)| (stored.hash, stored.event))));
                }
            }
            if wanted.is_empty() {
                return Ok(());
            }
            self.ask_evidence(wanted).await?;
        }
    }

    async fn ask_evidence(&self, wanted: Vec<Wanted>) -> Result<(), Failure> {
        let asked = EvidenceRequest { events: wanted.iter().map(|(one, _)| *one).collect() };
        let reply: EvidenceReply = self.post("/v1/evidence".into(), &asked).await?;
        {
            let mut store = self.store.get();
            let server = store.pledge_server()?.unwrap_or(reply.server);
            // Said by another key, or of something else than what was signed here: worth nothing.
            let holds = |here: &Option<(Hash, Event)>, evidence: &Evidence| {
                let fits = |(hash, event): &(Hash, Event)| evidence.check_countersignature(event, hash).is_ok();
                evidence.server_key == server.key && here.as_ref().is_some_and(fits)
            };
            // An answer that is too short says nothing of the rest: that counts as asked, too.
            let said = reply.evidence.into_iter().chain(std::iter::repeat(None));
            let answers: Vec<(EventRef, Option<Evidence>)> = wanted
                .iter()
                .zip(said)
                .map(|((one, here), evidence)| (*one, evidence.filter(|evidence| holds(here, evidence))))
                .collect();
            store.keep_evidence(&server, &answers, self.clock.wall_ms())?;
        }
        self.notify(Notice::Changed);
        Ok(())
    }
}

/// What was forwarded, as it was before.
fn as_recorded(event: Event) -> Event {
    match Fact::parse(&event.header.kind, &event.body) {
        Fact::FactForwarded(inner) => inner.event,
        _ => event,
    }
}

const fn reference(event: &Event) -> EventRef {
    EventRef { log: event.header.log_id, event: event.header.event_id }
}

fn proven(store: &Store, event: Event) -> Result<Option<Proven>, Failure> {
    let EventRef { log, event: id } = reference(&event);
    let hash = NodeHash(event.hash());
    Ok(store.evidence(log, id)?.map(|evidence| Proven { event, hash, evidence }))
}

/// The text that was signed, if this version has it and it is still the same to the letter.
fn signed_text(pledge: &PledgeSigned) -> Option<super::messages::PledgeText> {
    let text = content::pledge_by_id(&pledge.text)?;
    let hash = hex::encode(text_hash(&text.title, &text.paragraphs));
    (hash == pledge.text_hash).then_some(text)
}

fn countersigned(evidence: &Evidence) -> Countersigned {
    Countersigned {
        received_at: evidence.received_at,
        place: evidence.place + 1,
        size: evidence.head.size,
        root: hex::encode(evidence.head.root.0),
        key: hex::encode(evidence.server_key.0),
    }
}
